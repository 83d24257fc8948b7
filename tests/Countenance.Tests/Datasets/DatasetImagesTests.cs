using Countenance.Datasets;
using Countenance.Vision;

namespace Countenance.Tests.Datasets;

public class DatasetImagesTests
{
    private static readonly DatasetIdentity identity = new("memory", "train", "majority", ["a", "b"]);

    [Fact]
    public void The_planes_of_an_image_are_woven_together_and_apart_again()
    {
        byte[] pixels = [.. Enumerable.Range(0, 36).Select(i => (byte)i)];
        using var dataset = ImageDataset.FromPixels(identity, new DatasetLabels(["x", "y"], [0, 1]), pixels, 3, 2, 3);

        Image image = DatasetImages.ToImage(dataset, 1);

        Assert.Equal((3, 2, 3), (image.Width, image.Height, image.Channels));
        Assert.Equal([18, 24, 30, 19, 25, 31, 20, 26, 32, 21, 27, 33, 22, 28, 34, 23, 29, 35], image.Pixels);
        var planes = new byte[18];
        DatasetImages.CopyPlanes(image, planes);
        Assert.Equal(pixels[18..], planes);
    }

    [Fact]
    public void A_picture_is_a_copy_that_outlives_the_data_set()
    {
        Image image;
        using (var dataset = ImageDataset.FromPixels(identity, new DatasetLabels(["x"], [0]), [7, 8, 9, 10], 1, 2, 2))
        {
            image = DatasetImages.ToImage(dataset, 0);
            Assert.Throws<ArgumentOutOfRangeException>(() => DatasetImages.ToImage(dataset, 1));
        }

        Assert.Equal([7, 8, 9, 10], image.Pixels);
    }
}
