using System.IO.Compression;
using Countenance.Datasets;
using Countenance.Vision;

namespace Countenance.Tests.Datasets;

/// <summary>Every kind of bad row and file, and the message it must give.</summary>
public sealed class FerPlusBadFilesTests : IDisposable
{
    private const string Box = "\"(0, 0, 48, 48)\"";

    private readonly FerPlusFixture fixture = new();

    /// <summary>A line put in place of line 3 of label.csv, and what must be said of it.</summary>
    public static TheoryData<string, string> BadLines => new()
    {
        { $"fer2.png,{Box},4,0,0,3,1,0,0,0,1", "9 votes, expected 10" },
        { $"fer2.png,{Box},4,0,0,3,1,0,0,0,1,1,0", "11 votes, expected 10" },
        { $"fer2.png,{Box},4,0,0,3,x,0,0,0,1,1", "the votes for anger must be a number of at least 0. Got 'x'" },
        { $"fer2.png,{Box},4,0,0,3,,0,0,0,1,1", "the votes for anger must be a number of at least 0. Got ''" },
        { $"fer2.png,{Box},4,0,0,3,1,0,0,0,-1,1", "the votes for unknown must be a number of at least 0. Got '-1'" },
        { $"fer2.png,{Box},4,0,0,3,1,0,0,0,1,NaN", "the votes for NF must be a number of at least 0. Got 'NaN'" },
        { $"fer1.png,{Box},4,0,0,3,1,0,0,0,1,1", "fer1.png has a row already, in line 2" },
        { $"fer7.png,{Box},4,0,0,3,1,0,0,0,1,1", "the image fer7.png is missing" },
        { "fer2.png,48,4,0,0,3,1,0,0,0,1,1", "the face box must be the whole image, (0, 0, width, height). Got '48'" },
        { "fer2.png,\"(0, 0, 48)\",4,0,0,3,1,0,0,0,1,1", "Got '(0, 0, 48)'" },
        { "fer2.png,\"(0, 0, 48, x)\",4,0,0,3,1,0,0,0,1,1", "Got '(0, 0, 48, x)'" },
        { "fer2.png,\"(8, 8, 48, 48)\",4,0,0,3,1,0,0,0,1,1", "Got '(8, 8, 48, 48)'" },
        { "fer2.png,\"(0, 0, -48, 48)\",4,0,0,3,1,0,0,0,1,1", "Got '(0, 0, -48, 48)'" },
        { "fer2.png,\"(0, 0, 64, 64)\",4,0,0,3,1,0,0,0,1,1", "the face box must be of one size in all rows, (48, 48). Got (64, 64)" },
        { "fer2.png,\"(0, 0, 48, 48),4,0,0,3,1,0,0,0,1,1", "a quote is out of place" },
        { "fer2.png", "expected a file name, a face box and 10 votes" },
        { $",{Box},4,0,0,3,1,0,0,0,1,1", "expected a file name, a face box and 10 votes" },
    };

    /// <summary>A line put in place of line 4 of fer2013new.csv, and what must be said of it.</summary>
    public static TheoryData<string, string> BadVoteLines => new()
    {
        { "Training,fer2.png,4,0,0,3,1,0,0,0,1", "9 votes, expected 10" },
        { "Training", "0 votes, expected 10" },
        { "Training,fer2.png,4,0,0,3,1,0,0,0,many,1", "the votes for unknown must be a number of at least 0. Got 'many'" },
        { "Training,fer2.png,-4,0,0,3,1,0,0,0,1,1", "the votes for neutral must be a number of at least 0. Got '-4'" },
        { "Training,fer1.png,4,0,0,3,1,0,0,0,1,1", "fer1.png has a row already, in line 3" },
        { "Trainig,fer2.png,4,0,0,3,1,0,0,0,1,1", "Usage must be one of Training, PublicTest, PrivateTest. Got 'Trainig'" },
    };

    public static TheoryData<string, string> BadPixelLines => new()
    {
        { "0,1 2 3,Training", "line 4: 3 pixels, expected 2304" },
        { "0,,Training", "line 4: 0 pixels, expected 2304" },
        { "0,1 2 300,Training", "line 4: a pixel must be 0–255. Got '300'" },
        { "0,1 2 x,Training", "line 4: a pixel must be 0–255. Got 'x'" },
        { "0,1 2 3", "line 4: 2 fields, expected 3" },
        { "0,1 2 3,PublicTest", "line 4: the usage is 'PublicTest', but fer2013new.csv says 'Training' for this row" },
    };

    public void Dispose() => fixture.Dispose();

    [Theory]
    [MemberData(nameof(BadLines))]
    public void A_bad_line_is_named(string line, string problem)
    {
        List<string> lines = fixture.LabelLines();
        lines[2] = line;
        foreach (string layout in new[] { "folder", "zip", "nested" })
        {
            string path = fixture.WriteTree(layout, string.Join('\n', lines), fixture.Images());
            DatasetException error = Assert.Throws<DatasetException>(() => fixture.Open(path));

            Assert.Contains($"{FerPlusFixture.LabelFile(layout)} line 3: ", error.Message, StringComparison.Ordinal);
            Assert.Contains(problem, error.Message, StringComparison.Ordinal);
            Assert.Equal(3, error.Line);
        }
    }

    [Theory]
    [MemberData(nameof(BadVoteLines))]
    public void A_bad_line_of_votes_of_the_Kaggle_files_is_named(string line, string problem)
    {
        List<string> lines = [FerPlusFixture.Header, .. fixture.Train.Select(row => $"Training,{row.Name},{row.Votes}")];
        lines[3] = line;
        string path = fixture.WriteCsv(string.Join('\n', lines), FerPlusFixture.PixelCsv(6));

        DatasetException error = Assert.Throws<DatasetException>(() => fixture.Open(path));
        Assert.EndsWith($"set/fer2013new.csv line 4: {problem}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BadPixelLines))]
    public void A_bad_line_of_pixels_of_the_Kaggle_files_is_named(string line, string problem)
    {
        string path = fixture.Write("csv");
        string pixelFile = Path.Combine(path, "fer2013.csv");
        string[] lines = File.ReadAllLines(pixelFile);
        lines[3] = line;
        File.WriteAllLines(pixelFile, lines);

        DatasetException error = Assert.Throws<DatasetException>(() => fixture.Open(path));
        Assert.Contains(pixelFile, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_Kaggle_files_must_both_be_there_and_correspond()
    {
        string path = fixture.Write("csv");
        string pixelFile = Path.Combine(path, "fer2013.csv");
        string[] lines = File.ReadAllLines(pixelFile);
        File.WriteAllLines(pixelFile, lines[..4]);
        Assert.EndsWith("fer2013.csv: has 3 rows, but fer2013new.csv has votes for row 6", Message(path), StringComparison.Ordinal);

        File.WriteAllText(pixelFile, "");
        Assert.EndsWith("fer2013.csv: is empty", Message(path), StringComparison.Ordinal);
        File.WriteAllText(pixelFile, "emotion,picture,Usage\n");
        Assert.EndsWith(
            "fer2013.csv line 1: the header must have the columns emotion, pixels, Usage. Got emotion, picture, Usage",
            Message(path), StringComparison.Ordinal);
        File.Delete(pixelFile);
        Assert.EndsWith("fer2013.csv: is missing", Message(path), StringComparison.Ordinal);

        string votes = Path.Combine(path, "fer2013new.csv");
        File.Move(votes, pixelFile);
        Assert.EndsWith("fer2013new.csv: is missing", Message(path), StringComparison.Ordinal);
        File.WriteAllText(votes, "Usage,Image name,neutral\n");
        Assert.Contains(
            "fer2013new.csv line 1: the header must have the columns Usage, Image name, neutral", Message(path), StringComparison.Ordinal);
        File.WriteAllText(votes, "");
        Assert.EndsWith("fer2013new.csv: is empty", Message(path), StringComparison.Ordinal);
        File.WriteAllText(votes, FerPlusFixture.Header + "\n");
        Assert.EndsWith("fer2013new.csv: has no rows with the usage Training", Message(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("zip")]
    [InlineData("nested")]
    public void An_empty_or_missing_label_file_is_named(string layout)
    {
        string path = fixture.WriteTree(layout, "", fixture.Images());
        Assert.EndsWith($"{FerPlusFixture.LabelFile(layout)}: has no rows", Message(path), StringComparison.Ordinal);

        string root = layout == "folder" ? path : Path.Combine(Path.GetDirectoryName(path)!, $"unpacked-{layout}");
        File.Delete(Directory.GetFiles(root, "label.csv", SearchOption.AllDirectories)
            .Single(file => file.Contains("Train", StringComparison.Ordinal)));
        if (layout != "folder")
        {
            File.Delete(path);
            ZipFile.CreateFromDirectory(root, path);
        }

        Assert.EndsWith($"{FerPlusFixture.LabelFile(layout)}: is missing", Message(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("zip")]
    public void Unreadable_images_are_all_named(string layout)
    {
        List<(string Name, byte[] Content)> images = [.. fixture.Images()];
        images[1] = (images[1].Name, images[1].Content[..60]);
        images[2] = (images[2].Name, []);
        images[4] = (images[4].Name, "not an image"u8.ToArray());
        images[5] = (images[5].Name, ImageCodec.Encode(new Image(50, 48, 1, new byte[2400]), ImageFormat.Png));
        string path = fixture.WriteTree(layout, string.Join('\n', fixture.LabelLines()), images);

        string message = Message(path);
        Assert.StartsWith($"{path}: 4 images cannot be read: ", message, StringComparison.Ordinal);
        Assert.Contains($"{path}/FER2013Train/fer1.png: ", message, StringComparison.Ordinal);
        Assert.Contains($"{path}/FER2013Train/fer2.png: ", message, StringComparison.Ordinal);
        Assert.Contains($"{path}/FER2013Train/fer4.png: ", message, StringComparison.Ordinal);
        Assert.Contains($"{path}/FER2013Train/fer5.png: the image is 50×48 pixels, expected 48×48", message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(fixture.Cache));
    }

    [Fact]
    public void A_damaged_zip_is_named()
    {
        string path = fixture.Write("zip");
        byte[] content = File.ReadAllBytes(path);
        File.WriteAllBytes(path, content[..(content.Length / 2)]);

        var request = new DatasetRequest(path, "train", Format: "ferplus", CacheDirectory: fixture.Cache);
        DatasetException error = Assert.Throws<DatasetException>(() => request.Open());
        Assert.StartsWith($"{path}: the zip file cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_entry_of_a_zip_is_named()
    {
        string path = fixture.Write("zip");
        byte[] content = File.ReadAllBytes(path);
        int name = content.AsSpan().IndexOf("FER2013Train/fer1.png"u8);
        content.AsSpan(name + 21, 60).Fill(0xFF);
        File.WriteAllBytes(path, content);

        Assert.Contains("FER2013Train/fer1.png: ", Message(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_that_holds_a_file_twice_is_named()
    {
        string path = fixture.Write("zip");
        using (ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            archive.CreateEntry("FER2013Train/fer1.png");
        }

        DatasetException error = Assert.Throws<DatasetException>(
            () => new DatasetRequest(path, "train", Format: "ferplus", CacheDirectory: fixture.Cache).Open());
        Assert.Equal($"{path}: holds FER2013Train/fer1.png more than once", error.Message);
    }

    [Fact]
    public void A_split_without_an_image_left_under_the_rule_is_an_error()
    {
        fixture.Train.RemoveRange(1, 5);

        Assert.EndsWith(
            "no image of the split 'train' is left under the label rule 'majority'",
            Message(fixture.Write("zip")), StringComparison.Ordinal);
    }

    private string Message(string path) => Assert.Throws<DatasetException>(() => fixture.Open(path)).Message;
}
