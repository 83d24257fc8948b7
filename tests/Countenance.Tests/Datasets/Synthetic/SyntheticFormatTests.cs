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
        using ImageDataset faces = new DatasetRequest("synthetic:40", split, Size: 16).Open();

        Assert.Equal(("synthetic", split, count, 1, 16), (faces.Format, faces.Split, faces.Count, faces.Channels, faces.Width));
    }

    [Fact]
    public void Colour_labels_and_the_default_size_are_honoured()
    {
        var request = new DatasetRequest("synthetic:8", "train", DatasetRequest.Distribution, "synthetic", ColorMode.Rgb);
        using ImageDataset faces = request.Open();

        Assert.Equal((3, 48, 48, "distribution"), (faces.Channels, faces.Height, faces.Width, faces.LabelRule));
    }

    [Fact]
    public void The_same_request_gives_the_same_digest_and_another_split_another()
    {
        using ImageDataset first = new DatasetRequest("synthetic:16", "train", Size: 16).Open();
        using ImageDataset second = new DatasetRequest("synthetic:16", "train", Size: 16).Open();
        using ImageDataset other = new DatasetRequest("synthetic:64", "valid", Size: 16).Open();

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
        var error = Assert.Throws<ArgumentException>(() => new DatasetRequest(path, "train").Open());

        Assert.Contains($"Got '{path}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_split_is_refused() =>
        Assert.Throws<ArgumentException>(() => new DatasetRequest("synthetic", "val").Open());

    [Fact]
    public void Only_its_own_paths_are_recognised()
    {
        IDatasetFormat format = DatasetFormats.Find("synthetic");

        Assert.True(format.Recognises("synthetic") && format.Recognises("synthetic:12"));
        Assert.False(format.Recognises("synthetics") || format.Recognises("faces/synthetic") || format.Recognises("."));
    }

    [Fact]
    public void Drawing_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(
            () => DatasetFormats.Open(new DatasetRequest("synthetic:16", "train"), cancellation: cancellation.Token));
    }
}
