using Countenance.Datasets;

namespace Countenance.Tests.Datasets;

public sealed class ImageDatasetTests
{
    private static readonly DatasetIdentity identity = new("memory", "train", "majority", ["a", "b"]);

    [Fact]
    public void Pixels_in_memory_are_wrapped()
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        var attributes = new Dictionary<string, int[]> { ["glasses"] = [0, 1] };
        using var dataset = ImageDataset.FromPixels(
            identity, new DatasetLabels(["x", "y"], [1, -1], [0, 1, 0.5f, 0.5f], attributes), pixels, 1, 2, 3);

        Assert.Equal([7, 8, 9, 10, 11, 12], dataset.Pixels(1).ToArray());
        Assert.Equal([0, 1], dataset.CountByClass());
        Assert.Equal([0, 1], dataset.Attributes!["glasses"]);
        unsafe
        {
            Assert.Equal(12, ((byte*)dataset.PixelPointer)[11]);
        }
    }

    [Fact]
    public void Pixels_end_with_the_data_set()
    {
        ImageDataset dataset = ImageDataset.FromPixels(identity, new DatasetLabels(["x"], [0]), [1], 1, 1, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Pixels(1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Pixels(-1).Length);
        dataset.Dispose();
        dataset.Dispose();

        Assert.Throws<ObjectDisposedException>(() => dataset.PixelPointer);
        Assert.Throws<ObjectDisposedException>(() => dataset.Pixels(0).Length);
    }

    [Fact]
    public void Other_labels_share_the_pixels()
    {
        using var dataset = ImageDataset.FromPixels(
            identity, new DatasetLabels(["x", "y"], [0, 1], [1, 0, 0, 1]), [1, 2], 1, 1, 1);
        ImageDataset relabelled = dataset.WithLabels([2, -1], ["a", "b", "c"]);

        Assert.Equal(dataset.PixelPointer, relabelled.PixelPointer);
        Assert.Equal([0, 0, 1], relabelled.CountByClass());
        Assert.Null(relabelled.Votes);
        Assert.NotEqual(dataset.Digest, relabelled.Digest);
        Assert.Throws<ArgumentException>(() => dataset.WithLabels([0, 2]));

        relabelled.Dispose();
        Assert.Equal([2], dataset.Pixels(1).ToArray());
    }

    [Fact]
    public void The_digest_covers_pixels_labels_and_votes()
    {
        string[] digests =
        [
            Digest([1, 2], [0, 1], null), Digest([1, 3], [0, 1], null), Digest([1, 2], [1, 1], null), Digest([1, 2], [0, 1], [1, 0, 0, 1]),
        ];

        Assert.Equal(4, digests.Distinct().Count());
        Assert.Equal(digests[0], Digest([1, 2], [0, 1], null));
    }

    [Fact]
    public void Parts_that_do_not_fit_each_other_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Digest([1], [0, 1], null));
        Assert.Throws<ArgumentException>(() => Digest([1, 2], [0], null));
        Assert.Throws<ArgumentException>(() => Digest([1, 2], [0, 2], null));
        Assert.Throws<ArgumentException>(() => Digest([1, 2], [0, -2], null));
        Assert.Throws<ArgumentException>(() => Digest([1, 2], [0, 1], [1, 0]));
        Assert.Throws<ArgumentException>(() => Digest([1, 2], [0, 1], [1, 0, 1, 1]));
        Assert.Throws<ArgumentException>(() => Digest([1, 2], [0, 1], [1, 0, float.NaN, 1]));
        var attributes = new Dictionary<string, int[]> { ["glasses"] = [0] };
        Assert.Throws<ArgumentException>(
            () => ImageDataset.FromPixels(identity, new DatasetLabels(["x", "y"], [0, 1], null, attributes), [1, 2], 1, 1, 1));
    }

    private static string Digest(byte[] pixels, int[] labels, float[]? votes)
    {
        using var dataset = ImageDataset.FromPixels(identity, new DatasetLabels(["x", "y"], labels, votes), pixels, 1, 1, 1);
        return dataset.Digest;
    }
}
