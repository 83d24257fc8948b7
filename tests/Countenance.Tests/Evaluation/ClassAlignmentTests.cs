using Countenance.Datasets;
using Countenance.Evaluation;

namespace Countenance.Tests.Evaluation;

public sealed class ClassAlignmentTests : IDisposable
{
    private readonly ImageDataset dataset = ImageDataset.FromPixels(
        new DatasetIdentity("memory", "all", "majority", ["sad", "glad", "cross"]),
        new DatasetLabels(["w", "x", "y", "z"], [1, 0, -1, 1], [0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0]),
        [1, 2, 3, 4], 1, 1, 1);

    public void Dispose() => dataset.Dispose();

    [Fact]
    public void Labels_follow_the_names()
    {
        Assert.Equal([0, 2, -1, 0], ClassAlignment.Labels(dataset, ["glad", "neutral", "sad"])); // nobody is cross
        Assert.Equal([1, 0, -1, 1], ClassAlignment.Labels(dataset, dataset.ClassNames));
    }

    [Fact]
    public void A_class_that_is_missing_is_named()
    {
        Assert.Equal(["sad"], ClassAlignment.Missing(dataset, ["glad", "cross"]));
        ArgumentException error = Assert.Throws<ArgumentException>(() => ClassAlignment.Labels(dataset, ["cross"]));
        Assert.StartsWith("Class names must have sad, glad. Got cross.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_images_stay_the_same_under_other_classes()
    {
        ImageDataset aligned = ClassAlignment.Under(dataset, ["glad", "sad"]);

        Assert.Equal(["glad", "sad"], aligned.ClassNames);
        Assert.Equal([0, 1, -1, 0], aligned.Labels);
        Assert.Null(aligned.Votes);
        Assert.Equal(dataset.PixelPointer, aligned.PixelPointer);
        Assert.Same(dataset, ClassAlignment.Under(dataset, ["sad", "glad", "cross"]));
    }
}
