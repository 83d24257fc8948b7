using Countenance.Auditing;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Tests.Models;

namespace Countenance.Tests.Auditing;

public class MirroredViewsTests
{
    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 100)]
    public void A_row_is_the_mean_of_the_image_and_its_mirror_image(bool colour, int chunk)
    {
        using ImageDataset faces = SmallModel.Faces(10, colour: colour);
        using EmbeddingModel model = SmallModel.Create(faces.Channels);
        var pixels = new List<byte>();
        for (int i = 0; i < faces.Count; i++)
        {
            for (int y = 0; y < faces.Channels * faces.Height; y++)
            {
                for (int x = faces.Width - 1; x >= 0; x--)
                {
                    pixels.Add(faces.Pixels(i)[(y * faces.Width) + x]);
                }
            }
        }

        using ImageDataset mirrored = ImageDataset.FromPixels(
            new DatasetIdentity("memory", "train", "majority", faces.ClassNames),
            new DatasetLabels(faces.Names, faces.Labels),
            [.. pixels],
            faces.Channels,
            faces.Height,
            faces.Width);
        float[] plain = model.Rows(faces).Values;
        float[] other = model.Rows(mirrored).Values;
        Assert.NotEqual(plain, other);
        var told = new List<int>();

        float[] found = MirroredViews.Embed(
            model, faces, chunk, ComputePrecision.Full, new Told(told), TestContext.Current.CancellationToken).Values;

        Assert.All(found.Zip(plain.Zip(other)), row => Assert.Equal((row.Second.First + row.Second.Second) / 2, row.First, 1e-4f));
        Assert.Equal(told.Order(), told);
        Assert.Equal(10, told[^1]);
    }

    private sealed class Told(List<int> values) : IProgress<int>
    {
        public void Report(int value) => values.Add(value);
    }
}
