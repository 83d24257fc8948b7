using Countenance.Datasets;
using Countenance.Vision;

namespace Countenance.Tests.Datasets;

public sealed class FerPlusFormatTests : IDisposable
{
    private readonly FerPlusFixture fixture = new();

    public static TheoryData<string> Layouts => [.. FerPlusFixture.Layouts];

    public void Dispose() => fixture.Dispose();

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Majority_images_are_read(string layout)
    {
        using ImageDataset dataset = fixture.Open(fixture.Write(layout));

        Assert.Equal(("ferplus", "train", "majority"), (dataset.Format, dataset.Split, dataset.LabelRule));
        Assert.Equal(["FER2013Train/fer1.png", "FER2013Train/fer2.png", "FER2013Train/fer5.png"], dataset.Names);
        Assert.Equal([1, 0, 7], dataset.Labels);
        Assert.Equal([0, 1, 0, 0, 0, 0, 0, 0], dataset.Votes![..8]);
        Assert.Equal([4f / 7, 0, 0, 3f / 7, 0, 0, 0, 0], dataset.Votes![8..16]);
        Assert.Equal((3, 1, 48, 48), (dataset.Count, dataset.Channels, dataset.Height, dataset.Width));
        Assert.Equal(FerPlusFixture.Pixels(1), dataset.Pixels(0));
        Assert.Equal(FerPlusFixture.Pixels(2), dataset.Pixels(1));
        Assert.Equal(FerPlusFixture.Pixels(5), dataset.Pixels(2));
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Distribution_images_come_after_the_majority_ones(string layout)
    {
        fixture.Train[0] = ("fer0.png", "3,0,0,3,0,0,0,0,3,1");
        using ImageDataset dataset = fixture.Open(fixture.Write(layout), labels: "distribution");

        Assert.Equal([1, 0, 7, 0, 4], dataset.Labels);
        Assert.Equal("FER2013Train/fer0.png", dataset.Names[3]);
        Assert.Equal([0.5f, 0, 0, 0.5f, 0, 0, 0, 0], dataset.Votes![24..32]);
        Assert.Equal(FerPlusFixture.Pixels(0), dataset.Pixels(3));
        Assert.Equal(FerPlusFixture.Pixels(4), dataset.Pixels(4));
    }

    [Fact]
    public void Every_layout_has_the_same_digest()
    {
        string[] digests = [.. FerPlusFixture.Layouts.Select(layout =>
        {
            using var own = new FerPlusFixture();
            using ImageDataset dataset = own.Open(own.Write(layout));
            return dataset.Digest;
        })];

        Assert.Single(digests.Distinct());
        Assert.Matches("^[0-9a-f]{64}$", digests[0]);
        fixture.Train[1] = ("fer1.png", "0,8,2,0,0,0,0,0,0,0");
        using ImageDataset other = fixture.Open(fixture.Write("zip"));
        Assert.NotEqual(digests[0], other.Digest);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Other_splits_colours_and_sizes_are_read(string layout)
    {
        string path = fixture.Write(layout);
        using ImageDataset dataset = fixture.Open(path, "valid", color: ColorMode.Rgb, size: 24);

        Assert.Equal(["FER2013Valid/fer9.png"], dataset.Names);
        Assert.Equal((3, 24, 24), (dataset.Channels, dataset.Height, dataset.Width));
        byte[] expected = ImageTransform.Resize(new Image(48, 48, 1, FerPlusFixture.Pixels(1)), 24, 24).Pixels;
        Assert.Equal([.. expected, .. expected, .. expected], dataset.Pixels(0).ToArray());
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void A_missing_split_is_named(string layout)
    {
        string path = fixture.Write(layout);

        DatasetException error = Assert.Throws<DatasetException>(() => fixture.Open(path, "test"));
        Assert.Contains(layout == "csv" ? "PrivateTest" : "FER2013Test", error.Message, StringComparison.Ordinal);
        ArgumentException unknown = Assert.Throws<ArgumentException>(() => fixture.Open(path, "holdout"));
        Assert.Contains("train, valid, test", unknown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("zip")]
    public void Byte_order_marks_carriage_returns_and_blank_lines_do_no_harm(string layout)
    {
        string labels = "\uFEFF" + string.Join("\r\n", fixture.LabelLines()) + "\r\n\r\n  \r\n";
        using ImageDataset dataset = fixture.Open(fixture.WriteTree(layout, labels, fixture.Images()));

        Assert.Equal([1, 0, 7], dataset.Labels);
        Assert.Equal("FER2013Train/fer1.png", dataset.Names[0]);
    }

    [Fact]
    public void The_Kaggle_files_may_have_byte_order_marks_carriage_returns_and_other_orders_of_columns()
    {
        string votes = string.Join(
            "\r\n", [$"\uFEFF{FerPlusFixture.Header}", .. fixture.Train.Select(row => $"Training,{row.Name},{row.Votes}")]);
        string pixels = "\uFEFF" + "emotion, Usage, pixels\r\n" + string.Concat(
            Enumerable.Range(0, 6).Select(i => $"3,Training,{string.Join(' ', FerPlusFixture.Pixels(i))}\r\n")) + "\r\n";
        using ImageDataset dataset = fixture.Open(fixture.WriteCsv(votes + "\r\n\r\n", pixels));

        Assert.Equal([1, 0, 7], dataset.Labels);
        Assert.Equal(FerPlusFixture.Pixels(5), dataset.Pixels(2));
    }

    [Fact]
    public void Kaggle_rows_without_an_image_name_are_left_out()
    {
        fixture.Train[1] = ("", "0,0,0,0,0,0,0,0,0,10");
        fixture.Train[3] = ("", "0,0,0,0,0,0,0,0,0,10");
        using ImageDataset dataset = fixture.Open(fixture.Write("csv"));

        Assert.Equal(["FER2013Train/fer2.png", "FER2013Train/fer5.png"], dataset.Names);
        Assert.Equal(FerPlusFixture.Pixels(5), dataset.Pixels(1));
    }

    [Fact]
    public void Images_without_a_row_are_ignored()
    {
        string path = fixture.WriteTree("zip", string.Join('\n', fixture.LabelLines()), [.. fixture.Images(), ("stray.png", [1, 2, 3])]);
        using ImageDataset dataset = fixture.Open(path);

        Assert.Equal(["FER2013Train/fer1.png", "FER2013Train/fer2.png", "FER2013Train/fer5.png"], dataset.Names);
    }

    [Fact]
    public void Pixels_are_one_block()
    {
        using ImageDataset dataset = fixture.Open(fixture.Write("zip"));
        ReadOnlySpan<byte> block;
        unsafe
        {
            block = new ReadOnlySpan<byte>((byte*)dataset.PixelPointer, 3 * 48 * 48);
        }

        Assert.Equal([.. FerPlusFixture.Pixels(1), .. FerPlusFixture.Pixels(2), .. FerPlusFixture.Pixels(5)], block.ToArray());
    }
}
