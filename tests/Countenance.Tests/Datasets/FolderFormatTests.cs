using System.IO.Compression;
using Countenance.Datasets;
using Countenance.Vision;

namespace Countenance.Tests.Datasets;

public sealed class FolderFormatTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_is_a_class(bool zipped)
    {
        folder.Write("set/sad/b.png", Flat(10, 8, 1));
        folder.Write("set/sad/deep/a.JPG", Flat(8, 10, 2, ImageFormat.Jpeg));
        folder.Write("set/glad/c.png", Flat(12, 6, 3));
        folder.Write("set/glad/notes.txt", "not an image"u8);
        folder.Write("set/glad/.hidden.png", "not an image"u8);
        folder.Write("set/readme.md", "x"u8);
        string path = folder["set"];
        if (zipped)
        {
            ZipFile.CreateFromDirectory(path, folder["set.zip"]);
            path = folder["set.zip"];
        }

        using ImageDataset dataset = Open(path, "all");

        Assert.Equal(("folder", "all", "folder"), (dataset.Format, dataset.Split, dataset.LabelRule));
        Assert.Equal(["glad", "sad"], dataset.ClassNames);
        Assert.Equal(["glad/c.png", "sad/b.png", "sad/deep/a.JPG"], dataset.Names);
        Assert.Equal([0, 1, 1], dataset.Labels);
        Assert.Null(dataset.Votes);
        Assert.Equal((1, 6, 12), (dataset.Channels, dataset.Height, dataset.Width)); // the first image's size
        Assert.All(dataset.Pixels(0).ToArray(), pixel => Assert.Equal(3, pixel));
        Assert.All(dataset.Pixels(1).ToArray(), pixel => Assert.Equal(1, pixel));
        Assert.All(dataset.Pixels(2).ToArray(), pixel => Assert.InRange(pixel, 1, 3));
    }

    [Fact]
    public void Colour_images_are_stored_as_planes()
    {
        byte[] pixels = [.. Enumerable.Range(0, 12).Select(i => (byte)(i * 20))];
        folder.Write("set/a/x.png", ImageCodec.Encode(new Image(2, 2, 3, pixels), ImageFormat.Png));
        using ImageDataset dataset = new DatasetRequest(folder["set"], "all", Color: ColorMode.Rgb, CacheDirectory: folder["cache"]).Open();

        Assert.Equal(3, dataset.Channels);
        Assert.Equal([0, 60, 120, 180, 20, 80, 140, 200, 40, 100, 160, 220], dataset.Pixels(0).ToArray());
    }

    [Fact]
    public void Split_folders_share_their_classes()
    {
        folder.Write("set/train/glad/a.png", Flat(8, 8, 1));
        folder.Write("set/train/sad/b.png", Flat(8, 8, 2));
        folder.Write("set/train/angry/c.png", Flat(8, 8, 3));
        folder.Write("set/val/sad/d.png", Flat(8, 8, 4));

        using ImageDataset valid = Open(folder["set"], "valid");
        using ImageDataset all = Open(folder["set"], "all");

        Assert.Equal(["angry", "glad", "sad"], valid.ClassNames);
        Assert.Equal(["val/sad/d.png"], valid.Names);
        Assert.Equal([2], valid.Labels);
        Assert.Equal([0, 1, 2, 2], all.Labels);
        Assert.Contains("there are train, val", Message("test"), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_size_can_be_asked_for()
    {
        folder.Write("set/a/x.png", Flat(8, 8, 1));
        using ImageDataset dataset = new DatasetRequest(folder["set"], "all", Size: 5, CacheDirectory: folder["cache"]).Open();

        Assert.Equal((5, 5), (dataset.Height, dataset.Width));
    }

    [Theory]
    [InlineData(113, 40)]
    [InlineData(40, 113)]
    [InlineData(1600, 1200)]
    public void Of_photos_the_middle_squares_are_stored_small(int width, int height)
    {
        folder.Write("set/a/x.png", MiddleSquare(width, height));
        folder.Write("set/a/y.png", MiddleSquare(30, 90));

        using ImageDataset dataset = Open(folder["set"], "all");

        Assert.Equal((1, 112, 112), (dataset.Channels, dataset.Height, dataset.Width));
        Assert.All(dataset.Pixels(0).ToArray(), pixel => Assert.Equal(200, pixel));
        Assert.All(dataset.Pixels(1).ToArray(), pixel => Assert.Equal(200, pixel));
    }

    [Fact]
    public void Pictures_up_to_the_usual_size_keep_theirs()
    {
        folder.Write("set/a/x.png", Flat(112, 90, 1));
        folder.Write("set/a/y.png", Flat(500, 400, 2));

        using ImageDataset dataset = Open(folder["set"], "all");

        Assert.Equal((90, 112), (dataset.Height, dataset.Width));
    }

    [Fact]
    public void A_size_asked_for_is_that_of_the_whole_photo()
    {
        folder.Write("set/a/x.png", MiddleSquare(300, 100));
        using ImageDataset dataset = new DatasetRequest(folder["set"], "all", Size: 150, CacheDirectory: folder["cache"]).Open();

        Assert.Equal((150, 150), (dataset.Height, dataset.Width));
        Assert.Equal((0, 200), (dataset.Pixels(0)[0], dataset.Pixels(0)[75]));
    }

    [Fact]
    public void Unreadable_images_are_listed_up_to_ten()
    {
        folder.Write("set/a/good.png", Flat(8, 8, 1));
        for (int i = 10; i < 22; i++)
        {
            folder.Write($"set/a/bad{i}.png", "nonsense"u8);
        }

        string message = Message("all");
        Assert.StartsWith($"{folder["set"]}: 12 images cannot be read: {folder["set"]}/a/bad10.png: ", message, StringComparison.Ordinal);
        Assert.Contains("bad19.png", message, StringComparison.Ordinal);
        Assert.DoesNotContain("bad20.png", message, StringComparison.Ordinal);
        Assert.EndsWith("; and 2 more", message, StringComparison.Ordinal);
        Assert.DoesNotContain("good.png", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_folders_of_splits_training_is_on_everything()
    {
        folder.Write("set/sad/a.png", Flat(8, 8, 1));
        folder.Write("set/glad/b.png", Flat(8, 8, 2));

        using ImageDataset train = Open(folder["set"], "train");
        using ImageDataset all = Open(folder["set"], "all");

        Assert.Equal(("all", 2), (train.Split, train.Count));
        Assert.Equal(all.Digest, train.Digest);
    }

    [Fact]
    public void Requests_that_cannot_be_met_are_explained()
    {
        folder.Write("set/a/x.png", Flat(8, 8, 1));

        Assert.EndsWith(
            "has no folder for the split 'valid'; without train, valid and test ask for 'all'", Message("valid"), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Open(folder["set"], "tain"));
        Assert.Throws<ArgumentException>(() => new DatasetRequest(folder["set"], "all", "distribution").Open());
        File.Delete(folder["set/a/x.png"]);
        var request = new DatasetRequest(folder["set"], "all", Format: "folder");
        DatasetException error = Assert.Throws<DatasetException>(() => request.Open());
        Assert.Contains("has no images", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_a_folder_is_followed_but_not_one_that_leads_up()
    {
        folder.Write("set/a/x.png", Flat(8, 8, 1));
        folder.Write("elsewhere/y.png", Flat(8, 8, 2));
        Directory.CreateSymbolicLink(folder["set/b"], folder["elsewhere"]);
        Directory.CreateSymbolicLink(folder["set/a/up"], "..");
        Directory.CreateSymbolicLink(folder["elsewhere/self"], ".");
        Directory.CreateSymbolicLink(folder["named"], folder["set"]);
        Directory.CreateSymbolicLink(folder["set/a/round"], folder["named"]);
        Directory.CreateSymbolicLink(folder["set/a/root"], "/");
        folder.Write("set/c/z.png", Flat(8, 8, 3));
        Directory.CreateSymbolicLink(folder["set/a/to-c"], folder["set/c"]);
        Directory.CreateSymbolicLink(folder["set/c/to-a"], folder["set/a"]);

        using ImageDataset dataset = Open(folder["set"], "all");
        using ImageDataset byLink = Open(folder["named"], "all");

        Assert.Equal(["a/to-c/z.png", "a/x.png", "b/y.png", "c/to-a/x.png", "c/z.png"], dataset.Names);
        Assert.Equal(dataset.Names, byLink.Names);
    }

    [Fact]
    public void A_damaged_image_of_a_zip_is_named_even_if_it_can_be_decoded()
    {
        byte[] picture = // a bitmap of 8 × 8 pixels of 24 bits
        [
            .. "BM"u8, 246, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0,
            40, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 1, 0, 24, 0, .. new byte[24 + 192],
        ];
        string path = folder["set.zip"];
        using (ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using Stream entry = archive.CreateEntry("a/x.bmp", CompressionLevel.NoCompression).Open();
            entry.Write(picture);
        }

        using (ImageDataset whole = Open(path, "all"))
        {
            Assert.Equal(1, whole.Count);
        }

        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf(picture) + picture.Length - 1] ^= 1; // a pixel
        File.WriteAllBytes(path, bytes);

        DatasetException error = Assert.Throws<DatasetException>(() => Open(path, "all"));
        Assert.Contains("set.zip/a/x.bmp", error.Message, StringComparison.Ordinal);
        Assert.Contains("checksum", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Flat(int width, int height, byte value, ImageFormat format = ImageFormat.Png)
    {
        var pixels = new byte[width * height];
        Array.Fill(pixels, value);
        return ImageCodec.Encode(new Image(width, height, 1, pixels), format);
    }

    // The middle square is light, the rest black.
    private static byte[] MiddleSquare(int width, int height)
    {
        var pixels = new byte[width * height];
        int side = Math.Min(width, height);
        for (int y = (height - side) / 2; y < ((height - side) / 2) + side; y++)
        {
            pixels.AsSpan((y * width) + ((width - side) / 2), side).Fill(200);
        }

        return ImageCodec.Encode(new Image(width, height, 1, pixels), ImageFormat.Png);
    }

    private ImageDataset Open(string path, string split) =>
        DatasetFormats.Open(new DatasetRequest(path, split, CacheDirectory: folder["cache"]));

    private string Message(string split) => Assert.Throws<DatasetException>(() => Open(folder["set"], split)).Message;
}
