using System.IO.Compression;
using Countenance.Datasets;
using Countenance.Vision;

namespace Countenance.Tests.Datasets.Layouts;

/// <summary>What holds of every layout of a registered format.</summary>
public sealed class LayoutContractTests
{
    public static TheoryData<int> Layouts => [.. Enumerable.Range(0, LayoutFixture.All.Count)];

    public static TheoryData<int> LayoutsByPerson => [2, 3, 4];

    [Fact]
    public void Every_format_over_files_has_a_fixture()
    {
        string[] formats = [.. LayoutFixture.All.Select(create =>
        {
            using LayoutFixture fixture = create();
            return fixture.Format;
        })];

        Assert.Equal(
            DatasetFormats.All.Select(format => format.Name).Except(["synthetic", "packed", "ferplus", "folder"]).Order(),
            formats.Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void A_layout_is_recognised_by_its_format_alone_or_by_the_last_resort(int layout)
    {
        using LayoutFixture fixture = LayoutFixture.All[layout]();
        foreach (string path in (string[])[fixture.Path, fixture.Zip()])
        {
            AssertRecognised(fixture.Format, path);
        }
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("zip")]
    [InlineData("nested")]
    [InlineData("csv")]
    public void FER_plus_is_recognised_by_its_format_alone_or_by_the_last_resort(string layout)
    {
        using var fixture = new FerPlusFixture();
        AssertRecognised("ferplus", fixture.Write(layout));
    }

    [Fact]
    public void Folders_of_classes_are_recognised_by_no_other_format()
    {
        using var folder = new TemporaryFolder();
        byte[] image = DrawnPictures.Encode(DrawnPictures.Flat(8, 8, 1), "x.png");
        foreach (string name in (string[])["train/happiness/a.png", "train/sadness/Emotion.png", "val/happiness/AN.1.png"])
        {
            folder.Write($"set/{name}", image);
        }

        folder.Write("set/training.csv", "name,label\n");
        ZipFile.CreateFromDirectory(folder["set"], folder["set.zip"]);

        AssertRecognised("folder", folder["set"]);
        AssertRecognised("folder", folder["set.zip"]);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void A_zip_holds_the_same_as_the_folder(int layout)
    {
        using LayoutFixture fixture = LayoutFixture.All[layout]();
        string split = DatasetFormats.Find(fixture.Format).Splits[0];
        using ImageDataset folder = fixture.Open(split);
        using ImageDataset zip = fixture.Open(split, path: fixture.Zip());

        Assert.Equal(folder.Names.Select(name => $"set/{name}"), zip.Names);
        Assert.Equal(folder.Labels, zip.Labels);
        Assert.Equal(folder.LeftOut, zip.LeftOut);
        Assert.All(Enumerable.Range(0, folder.Count), i => Assert.Equal(folder.Pixels(i), zip.Pixels(i)));
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Size_and_colour_are_as_asked_for(int layout)
    {
        using LayoutFixture fixture = LayoutFixture.All[layout]();
        string split = DatasetFormats.Find(fixture.Format).Splits[0];
        using ImageDataset plain = fixture.Open(split, size: null);
        using ImageDataset colour = fixture.Open(split, size: 20, ColorMode.Rgb);

        Assert.Equal((1, 112, 112), (plain.Channels, plain.Height, plain.Width));
        Assert.Equal((3, 20, 20), (colour.Channels, colour.Height, colour.Width));
        Assert.Equal(plain.Names, colour.Names);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Classes_are_those_of_FER_plus_in_its_order(int layout)
    {
        using LayoutFixture fixture = LayoutFixture.All[layout]();
        using var ferPlus = new FerPlusFixture();
        using ImageDataset known = ferPlus.Open(ferPlus.Write("zip"));
        using ImageDataset dataset = fixture.Open(DatasetFormats.Find(fixture.Format).Splits[0]);

        Assert.Equal(known.ClassNames.Take(dataset.ClassNames.Count), dataset.ClassNames);
        Assert.InRange(dataset.ClassNames.Count, 7, 8);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Votes_and_unknown_splits_are_refused(int layout)
    {
        using LayoutFixture fixture = LayoutFixture.All[layout]();
        string split = DatasetFormats.Find(fixture.Format).Splits[0];
        ArgumentException votes = Assert.Throws<ArgumentException>(
            () => new DatasetRequest(fixture.Path, split, DatasetRequest.Distribution).Open());
        ArgumentException unknown = Assert.Throws<ArgumentException>(() => fixture.Open("tain"));

        Assert.Equal($"Labels must be majority for {fixture.Format}, which has no votes. Got 'distribution'.", votes.Message);
        Assert.Contains("Got 'tain'", unknown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void An_unreadable_image_is_named(int layout)
    {
        using LayoutFixture fixture = LayoutFixture.All[layout]();
        string split = DatasetFormats.Find(fixture.Format).Splits[0];
        string name;
        using (ImageDataset dataset = fixture.Open(split))
        {
            name = dataset.Names[^1];
        }

        fixture.Write(name, "not an image");

        Assert.StartsWith($"set: 1 image cannot be read: set/{name}: ", fixture.Message(split), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_data_set_is_refused_by_every_format()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("set/a.txt", "x");
        Assert.All(LayoutFixture.All, create =>
        {
            using LayoutFixture fixture = create();
            var request = new DatasetRequest(folder["set"], DatasetFormats.Find(fixture.Format).Splits[0], Format: fixture.Format);
            string message = Assert.Throws<DatasetException>(() => request.Open()).Message;
            Assert.StartsWith($"{folder["set"]}: is not {fixture.Format}: expected a folder or zip", message, StringComparison.Ordinal);
            Assert.False(DatasetFormats.Find(fixture.Format).Recognises(path));
        });
    }

    [Theory]
    [MemberData(nameof(LayoutsByPerson))]
    public void Nobody_is_in_two_splits_made_by_person(int layout)
    {
        using LayoutFixture fixture = LayoutFixture.All[layout]();
        using ImageDataset train = fixture.Open("train");
        using ImageDataset valid = fixture.Open("valid");
        using ImageDataset all = fixture.Open("all");

        Assert.Empty(train.Attributes!["subject"].Intersect(valid.Attributes!["subject"]));
        Assert.Equal(all.Names.Order(), train.Names.Concat(valid.Names).Order());
        Assert.Equal([4], valid.Attributes["subject"].Distinct());
    }

    private static void AssertRecognised(string format, string path)
    {
        string[] recognised = [.. DatasetFormats.All.Where(candidate => candidate.Recognises(path)).Select(candidate => candidate.Name)];

        Assert.Equal([format], recognised.Except(format == "folder" ? [] : ["folder"]));
        Assert.Equal("folder", DatasetFormats.All[^1].Name); // asked last
    }
}
