using Countenance.Datasets;

namespace Countenance.Tests.Datasets.Layouts;

/// <summary>AffectNet's later layout of images and NumPy files.</summary>
public sealed class AffectNetArraysTests : IDisposable
{
    private readonly AffectNetArraysFixture fixture = new();

    public static TheoryData<byte[], string> BadFiles => new()
    {
        { AffectNetArraysFixture.Npy("<U3", "sad"), "the value must be a whole number. Got 'sad'" },
        { AffectNetArraysFixture.Npy("<U2", "11"), "the expression must be from 0 to 10. Got 11" },
        { AffectNetArraysFixture.Npy("<i8", "-1"), "the expression must be from 0 to 10. Got -1" },
        { AffectNetArraysFixture.Npy("<f4", "2.5"), "the value must be a whole number. Got '2.5'" },
        { AffectNetArraysFixture.Npy("<f8", "NaN"), "the value must be a whole number. Got 'NaN'" },
        { AffectNetArraysFixture.Npy("<i8", "1", "2, "), "the array must hold one value. Got the shape (2, )" },
        { AffectNetArraysFixture.Npy("<i8", "1")[..^1], "a value of the NumPy type '<i8' has 8 bytes. Got 7" },
        { AffectNetArraysFixture.Npy("|b1", "1"), "a value of the NumPy type '|b1' is not a number" },
        { AffectNetArraysFixture.Npy("<U1", "1")[..40], "the file ends in the NumPy header" },
        { "expression: 1 of 8, as text"u8.ToArray(), "not a NumPy array file: the first bytes are not \\x93NUMPY" },
    };

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void Expressions_are_read_from_any_type_of_number_or_text()
    {
        using ImageDataset train = fixture.Open("train");
        using ImageDataset valid = fixture.Open("valid");

        Assert.Equal(
            ["neutral", "happiness", "sadness", "surprise", "fear", "disgust", "anger", "contempt"],
            train.Labels.Select(label => train.ClassNames[label]));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"train_set/images/{i}.jpg"), train.Names);
        Assert.Equal(
            [
                new LeftOut("images labelled none", 1), new LeftOut("images labelled not a face", 1),
                new LeftOut("images without a file ID_exp.npy", 1),
            ],
            train.LeftOut);
        Assert.All(Enumerable.Range(0, 8), i => Assert.InRange(train.Pixels(i)[0], (20 * (i + 1)) - 3, (20 * (i + 1)) + 3));
        Assert.Equal(["val_set/images/0.JPG"], valid.Names);
        Assert.Equal([4], valid.Labels);
    }

    [Theory]
    [InlineData(">U1", "5", "")]
    [InlineData(">i4", "5", "")]
    [InlineData("=i2", "5", "")]
    [InlineData("|i1", "5", "")]
    [InlineData("<u2", "5", "1, ")]
    [InlineData("<u4", "5", "1, 1")]
    [InlineData("<u8", "5", "")]
    [InlineData("<f4", "5", "")]
    [InlineData("|S3", "5", "")]
    public void Byte_order_and_shape_make_no_difference(string type, string value, string shape)
    {
        fixture.Write("val_set/annotations/0_exp.npy", AffectNetArraysFixture.Npy(type, value, shape));
        using ImageDataset valid = fixture.Open("valid");

        Assert.Equal(["disgust"], valid.Labels.Select(label => valid.ClassNames[label]));
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_bad_file_is_named(byte[] content, string problem)
    {
        fixture.Write("train_set/annotations/3_exp.npy", content);

        Assert.Equal($"set/train_set/annotations/3_exp.npy: {problem}", fixture.Message("train"));
    }

    [Fact]
    public void A_split_that_is_not_there_is_named()
    {
        Directory.Delete(fixture.File("val_set"), recursive: true);

        Assert.Equal("set: has no val_set, so no split 'valid'", fixture.Message("valid"));
    }
}
