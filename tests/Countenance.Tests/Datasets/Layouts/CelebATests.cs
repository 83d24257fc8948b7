using Countenance.Datasets;

namespace Countenance.Tests.Datasets.Layouts;

/// <summary>CelebA: attributes and partitions, no expressions.</summary>
public sealed class CelebATests : IDisposable
{
    private const string NoHead = " line 1: expected the number of images, and a line with the names of the attributes below it";

    private readonly CelebAFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void Faces_have_attributes_and_no_label()
    {
        using ImageDataset all = fixture.Open("all");

        Assert.Equal(("celeba", "all", "none"), (all.Format, all.Split, all.LabelRule));
        Assert.Equal(CelebAFixture.Names.Select(name => $"Img/img_align_celeba/{name}"), all.Names);
        Assert.Equal([-1, -1, -1, -1], all.Labels);
        Assert.Equal(new int[8], all.CountByClass());
        Assert.Equal(["5_o_Clock_Shadow", "Smiling", "Young"], all.Attributes!.Keys);
        Assert.Equal([-1, 1, -1, 1], all.Attributes["5_o_Clock_Shadow"]);
        Assert.Equal([1, 1, -1, -1], all.Attributes["Smiling"]);
        Assert.Equal([-1, -1, -1, -1], all.Attributes["Young"]);
    }

    [Fact]
    public void The_aligned_face_is_cut_out()
    {
        using ImageDataset all = fixture.Open("all");

        Assert.All(Enumerable.Range(0, 4), i => Assert.All(
            all.Pixels(i).ToArray(), pixel => Assert.InRange(pixel, (50 * (i + 1)) - 4, (50 * (i + 1)) + 4)));
    }

    [Fact]
    public void Splits_follow_the_partition()
    {
        using ImageDataset train = fixture.Open("train");
        using ImageDataset valid = fixture.Open("valid");
        using ImageDataset test = fixture.Open("test");

        Assert.Equal(["000001.jpg", "000004.jpg"], train.Names.Select(Path.GetFileName));
        Assert.Equal(["000002.JPG"], valid.Names.Select(Path.GetFileName));
        Assert.Equal(["000003.jpg"], test.Names.Select(Path.GetFileName));
        Assert.Equal([-1, 1], train.Attributes!["5_o_Clock_Shadow"]);

        fixture.Remove("Eval/list_eval_partition.txt");
        Assert.Equal("set: has no list_eval_partition.txt, so no splits; ask for 'all'", fixture.Message("train"));
        fixture.Open("all").Dispose();
        fixture.Write("Eval/list_eval_partition.txt", "000001.jpg 0\n000002.jpg 3\n");
        Assert.Equal(
            "set/Eval/list_eval_partition.txt line 2: expected an image and 0, 1 or 2. Got '000002.jpg 3'", fixture.Message("train"));
    }

    [Theory]
    [InlineData("000001.jpg -1 1\n000002.jpg 1 1\n", " line 3: 2 attributes, expected 3")]
    [InlineData("000001.jpg -1 1 0\n000002.jpg 1 1 1\n", " line 3: an attribute must be −1 or 1. Got '0'")]
    [InlineData("000001.jpg -1 1 1\n", ": has 1 images, but its first line says 2")]
    [InlineData("000001.jpg -1 1 1\n000009.jpg 1 1 1\n", " line 4: the image 000009.jpg is missing")]
    public void A_bad_list_is_named(string rows, string problem)
    {
        fixture.Write(CelebAFixture.Attributes, $"2\nBald Smiling Young\n{rows}");

        Assert.Equal($"set/{CelebAFixture.Attributes}{problem}", fixture.Message("all"));
    }

    [Theory]
    [InlineData("", NoHead)]
    [InlineData("Bald Smiling\n000001.jpg 1 1\n", NoHead)]
    [InlineData("1\nBald Bald\n000001.jpg 1 1\n", " line 2: an attribute is named twice")]
    public void A_bad_head_is_named(string content, string problem)
    {
        fixture.Write(CelebAFixture.Attributes, content);

        Assert.Equal($"set/{CelebAFixture.Attributes}{problem}", fixture.Message("all"));

        fixture.Remove(CelebAFixture.Attributes);
        Assert.Equal("set: has no list_attr_celeba.txt", fixture.Message("all"));
    }
}
