using Countenance.Datasets;
using Countenance.Vision;

namespace Countenance.Tests.Datasets.Synthetic;

public class SyntheticFormatTests
{
    [Theory]
    [InlineData("train", 40)]
    [InlineData("valid", 10)]
    [InlineData("test", 10)]
    public void The_path_gives_the_number_of_training_faces(string split, int count)
    {
        using ImageDataset faces = DatasetFormats.Open(new DatasetRequest("synthetic:40", split, Size: 16));

        Assert.Equal(("synthetic", split, count, 1, 16), (faces.Format, faces.Split, faces.Count, faces.Channels, faces.Width));
    }

    [Fact]
    public void Colour_labels_and_the_default_size_are_honoured()
    {
        using ImageDataset faces = DatasetFormats.Open(
            new DatasetRequest("synthetic:8", "train", DatasetRequest.Distribution, "synthetic", ColorMode.Rgb));

        Assert.Equal((3, 48, 48, "distribution"), (faces.Channels, faces.Height, faces.Width, faces.LabelRule));
    }

    [Fact]
    public void The_same_request_gives_the_same_digest_and_another_split_another()
    {
        using ImageDataset first = DatasetFormats.Open(new DatasetRequest("synthetic:16", "train", Size: 16));
        using ImageDataset second = DatasetFormats.Open(new DatasetRequest("synthetic:16", "train", Size: 16));
        using ImageDataset other = DatasetFormats.Open(new DatasetRequest("synthetic:64", "valid", Size: 16));

        Assert.Equal(first.Digest, second.Digest);
        Assert.Equal(first.Count, other.Count);
        Assert.NotEqual(first.Digest, other.Digest);
    }

    [Theory]
    [InlineData("synthetic:0")]
    [InlineData("synthetic:-3")]
    [InlineData("synthetic:many")]
    [InlineData("synthetic:")]
    public void A_count_that_is_none_is_refused(string path)
    {
        var error = Assert.Throws<ArgumentException>(() => DatasetFormats.Open(new DatasetRequest(path, "train")));

        Assert.Contains($"Got '{path}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_split_is_refused() =>
        Assert.Throws<ArgumentException>(() => DatasetFormats.Open(new DatasetRequest("synthetic", "val")));

    [Fact]
    public void Only_its_own_paths_are_recognised()
    {
        IDatasetFormat format = DatasetFormats.Find("synthetic");

        Assert.True(format.Recognises("synthetic") && format.Recognises("synthetic:12"));
        Assert.False(format.Recognises("synthetics") || format.Recognises("faces/synthetic") || format.Recognises("."));
    }
}
