using Countenance.Datasets;
using Countenance.Vision;

namespace Countenance.Tests.Datasets;

public sealed class PixelCacheTests : IDisposable
{
    private readonly FerPlusFixture fixture = new();

    public static TheoryData<string> Layouts => [.. FerPlusFixture.Layouts];

    public void Dispose() => fixture.Dispose();

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Pixels_are_decoded_once_for_all_label_rules(string layout)
    {
        string path = fixture.Write(layout);
        fixture.Open(path).Dispose();
        string file = Assert.Single(Directory.GetFiles(fixture.Cache));
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);

        using ImageDataset majority = fixture.Open(path);
        using ImageDataset distribution = fixture.Open(path, labels: "distribution");

        Assert.Single(Directory.GetFiles(fixture.Cache));
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(file));
        Assert.Equal(FerPlusFixture.Pixels(5), majority.Pixels(2));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("zip")]
    [InlineData("csv")]
    public void Pixels_are_decoded_again_when_the_content_changes(string layout)
    {
        string path = fixture.Write(layout);
        fixture.Open(path).Dispose();

        if (layout == "csv")
        {
            string file = Path.Combine(path, "fer2013.csv");
            string[] lines = File.ReadAllLines(file);
            lines[2] = lines[1];
            File.WriteAllLines(file, lines);
        }
        else
        {
            fixture.WriteTree(layout, string.Join('\n', fixture.LabelLines()), fixture.Images().Select(
                (image, i) => i == 1 ? (image.Name, FerPlusFixture.Png(0)) : image));
        }

        using ImageDataset dataset = fixture.Open(path);
        Assert.Equal(FerPlusFixture.Pixels(0), dataset.Pixels(0));
    }

    [Fact]
    public void Colour_size_and_split_have_files_of_their_own()
    {
        string path = fixture.Write("zip");
        fixture.Open(path).Dispose();
        fixture.Open(path, size: 24).Dispose();
        fixture.Open(path, color: ColorMode.Rgb).Dispose();
        fixture.Open(path, "valid").Dispose();

        Assert.Equal(4, Directory.GetFiles(fixture.Cache).Length);
    }

    [Theory]
    [InlineData(0, 0)] // empty
    [InlineData(100, 0)] // cut inside the header
    [InlineData(-1, 0)] // cut by one byte
    [InlineData(null, 0)] // the header's length
    [InlineData(null, 12)] // the header's text
    [InlineData(null, 90)]
    public void A_damaged_file_is_written_again(int? length, int flip)
    {
        string path = fixture.Write("zip");
        fixture.Open(path).Dispose();
        string file = Assert.Single(Directory.GetFiles(fixture.Cache));
        byte[] good = File.ReadAllBytes(file);
        byte[] bad = [.. length switch { null => good, < 0 => good[..^1], { } some => good[..some] }];
        if (length is null)
        {
            bad[flip] ^= 0x55;
        }

        File.WriteAllBytes(file, bad);
        using ImageDataset dataset = fixture.Open(path);

        Assert.Equal(FerPlusFixture.Pixels(1), dataset.Pixels(0));
        Assert.Equal(good, File.ReadAllBytes(Assert.Single(Directory.GetFiles(fixture.Cache))));
    }

    [Fact]
    public void Another_file_under_the_name_is_not_taken_for_it()
    {
        string path = fixture.Write("zip");
        fixture.Open(path).Dispose();
        string train = Assert.Single(Directory.GetFiles(fixture.Cache));
        fixture.Open(path, "valid").Dispose();
        File.Copy(Directory.GetFiles(fixture.Cache).Single(file => file != train), train, overwrite: true);

        using ImageDataset dataset = fixture.Open(path);
        Assert.Equal(FerPlusFixture.Pixels(1), dataset.Pixels(0));
    }

    [Fact]
    public void Many_may_open_at_once_and_an_open_set_outlives_its_file()
    {
        string path = fixture.Write("zip");
        var datasets = new ImageDataset[8];
        Parallel.For(0, datasets.Length, i => datasets[i] = fixture.Open(path));
        File.Delete(Assert.Single(Directory.GetFiles(fixture.Cache)));

        foreach (ImageDataset dataset in datasets)
        {
            Assert.Equal(FerPlusFixture.Pixels(2), dataset.Pixels(1));
            dataset.Dispose();
        }
    }

    [Fact]
    public void The_file_is_plain_safetensors()
    {
        string path = fixture.Write("zip");
        using ImageDataset dataset = fixture.Open(path);
        using var file = Torch.Safetensors.SafetensorsFile.Open(Assert.Single(Directory.GetFiles(fixture.Cache)));

        Assert.Equal([6, 1, 48, 48], file["pixels"].Shape);
        Assert.True(file.Values<byte>("pixels")[..2304].SequenceEqual(FerPlusFixture.Pixels(1)));
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Decoding_reports_its_progress_and_opening_the_cache_none(string layout)
    {
        string path = fixture.Write(layout);
        var first = new RecordedProgress();
        var second = new RecordedProgress();

        Open(path, first, TestContext.Current.CancellationToken).Dispose();
        Open(path, second, TestContext.Current.CancellationToken).Dispose();

        Assert.Equal([new(0, 6), new(6, 6)], first.Reports);
        Assert.Empty(second.Reports);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Decoding_that_is_cancelled_leaves_nothing_and_begins_again(string layout)
    {
        string path = fixture.Write(layout);
        using var cancellation = new CancellationTokenSource();
        var progress = new RecordedProgress { Told = cancellation.Cancel };

        Assert.Throws<OperationCanceledException>(() => Open(path, progress, cancellation.Token));

        Assert.Equal([new(0, 6)], progress.Reports);
        Assert.Empty(Directory.GetFileSystemEntries(fixture.Cache));
        using ImageDataset dataset = fixture.Open(path);
        Assert.Equal(FerPlusFixture.Pixels(1), dataset.Pixels(0));
    }

    [Fact]
    public void What_an_ended_process_left_is_deleted_when_the_cache_is_opened()
    {
        string path = fixture.Write("zip");
        fixture.Open(path).Dispose();
        string left = Path.Combine(fixture.Cache, $".ferplus-train-0.{int.MaxValue / 10}-{Guid.NewGuid():N}.tmp");
        File.WriteAllBytes(left, new byte[10]);

        fixture.Open(path).Dispose();

        Assert.False(File.Exists(left));
        Assert.Single(Directory.GetFiles(fixture.Cache));
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_named()
    {
        string path = fixture.Write("zip");
        File.WriteAllText(fixture.Cache, "a file where the folder should be");

        DatasetException error = Assert.Throws<DatasetException>(() => fixture.Open(path));
        Assert.StartsWith(fixture.Cache, error.Message, StringComparison.Ordinal);
        Assert.EndsWith("choose another cache directory", error.Message, StringComparison.Ordinal);
    }

    private ImageDataset Open(string path, IProgress<DecodingProgress> progress, CancellationToken cancellation) =>
        DatasetFormats.Open(new DatasetRequest(path, "train", CacheDirectory: fixture.Cache), progress, cancellation);

    private sealed class RecordedProgress : IProgress<DecodingProgress>
    {
        public List<DecodingProgress> Reports { get; } = [];

        public Action? Told { get; init; }

        public void Report(DecodingProgress value)
        {
            Reports.Add(value);
            Told?.Invoke();
        }
    }
}
