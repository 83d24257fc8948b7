using System.Globalization;
using System.IO.Compression;
using Countenance.Datasets;

namespace Countenance.Tests.Datasets.Layouts;

/// <summary>
/// AffectNet has some 400,000 images, which must go through the cache within 4 GB of memory. The memory that one image takes is measured
/// between 2,000 and 20,000, names, boxes, labels and landmarks as long as AffectNet's; what does not grow with the set is not multiplied.
/// </summary>
[Collection<SerialCollection>] // alone in the process, whose memory is measured
public sealed class LargeDatasetTests(ITestOutputHelper output) : IDisposable
{
    private const int Few = 2_000;
    private const int Many = 20_000;
    private const long AffectNetImages = 400_000;
    private const long MemoryLimit = 4L << 30;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Four_hundred_thousand_images_fit_into_four_gigabytes()
    {
        string[] paths = [.. new[] { 100, Few, Many }.Select(WriteZip)];
        Measure(paths[0], 100); // code and codecs are loaded once
        Memory few = Measure(paths[1], Few);
        Memory many = Measure(paths[2], Many);

        double peak = (many.Peak - few.Peak) / (double)(Many - Few);
        double kept = (many.Kept - few.Kept) / (double)(Many - Few);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Few}: {few}; {Many}: {many}; an image takes {peak:F0} bytes at the peak and {kept:F0} once open; "
            + $"{AffectNetImages} take {(many.Peak + (peak * (AffectNetImages - Many))) / (1 << 20):F0} MiB at the peak"));

        // The pixels alone would be 784 bytes per image here, and 12,544 at the default size.
        Assert.True(many.Peak + (peak * (AffectNetImages - Many)) < MemoryLimit, $"{peak:F0} bytes per image at the peak");
        Assert.InRange(kept, 0, 700);
    }

    private Memory Measure(string path, int images)
    {
        long before = Collected();
        long peak;
        long kept;
        using (var meter = new MemoryMeter())
        {
            var request = new DatasetRequest(path, "train", Size: 28, CacheDirectory: folder["cache"]);
            using ImageDataset dataset = DatasetFormats.Open(request);
            peak = meter.Peak;
            kept = Collected() - before;
            Assert.Equal(images, dataset.Count);
            Assert.All((int[])[0, images / 2, images - 1], i => Assert.InRange(dataset.Pixels(i)[400], 115, 125));
        }

        return new Memory(peak, kept);
    }

    /// <summary>A zip in AffectNet's layout, the same picture under every name.</summary>
    private string WriteZip(int images)
    {
        byte[] picture = DrawnPictures.Encode(DrawnPictures.WithBox(40, 40, (5, 5, 30, 30), 120), "x.png");
        string landmarks = string.Join(';', Enumerable.Range(0, 136).Select(i => (18.25 + i).ToString(CultureInfo.InvariantCulture)));
        string path = folder[$"{images}.zip"];
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        for (int i = 0; i < images; i++)
        {
            using Stream entry = archive.CreateEntry($"Manually_Annotated_Images/{Name(i)}", CompressionLevel.NoCompression).Open();
            entry.Write(picture);
        }

        using var list = new StreamWriter(archive.CreateEntry("training.csv", CompressionLevel.Fastest).Open());
        for (int i = 0; i < images; i++)
        {
            list.Write($"{Name(i)},5,5,30,30,{landmarks},{i % 8},0.5,-0.5\n");
        }

        return path;
    }

    private static string Name(int image) =>
        $"{image % 500}/{Convert.ToHexStringLower(BitConverter.GetBytes(image))}{new string('5', 48)}.png";

    private static long Collected()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true); // gives free pages back
        return GC.GetTotalMemory(forceFullCollection: false);
    }

    /// <summary>Bytes of private memory that the process took at the most to open a set, and of managed memory that an open one holds.</summary>
    private readonly record struct Memory(long Peak, long Kept)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"peak {Peak / (double)(1 << 20):F1} MiB, kept {Kept / (double)(1 << 20):F1} MiB");
    }
}
