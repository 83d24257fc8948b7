using Countenance.Datasets;
using Countenance.Subspaces;

namespace Countenance.Tests.Subspaces;

/// <summary>How votes are shared over the sub-classes where every image has votes of its own.</summary>
public class SubclassTargetsTests
{
    // Images of each class at four places along the first coordinate. Neither way along it is the order of their sizes, in which
    // sub-classes are numbered; the last class is too small to be split.
    private static readonly int[][] sizes = [[60, 120, 40, 90], [90, 50, 110, 70], [8, 7, 8, 7]];

    [Theory]
    [InlineData(6)]
    [InlineData(40)] // the mixtures are over principal components
    public void Votes_for_another_class_fall_on_the_sub_class_of_the_nearest_group(int dimension)
    {
        (int Label, int Place)[] images =
            [.. sizes.SelectMany((row, label) => row.SelectMany((size, place) => Enumerable.Repeat((label, place), size)))];
        var random = new Random(7);
        random.Shuffle(images);
        float[] votes = [.. images.SelectMany(_ => Votes(random))];
        using ImageDataset dataset = Dataset(Array.ConvertAll(images, image => image.Label), votes);
        var discovery = new SubclassDiscovery(new SubspaceOptions { Levels = 4, Restarts = 3 }, dataset, Draw(images, dimension, random));

        SubclassPartition found = discovery.Split(4, null, TestContext.Current.CancellationToken);

        Assert.Equal([120, 90, 60, 40, 110, 90, 70, 50, 30], found.Counts());
        float[] targets = Assert.IsType<float[]>(found.Targets);
        int total = found.Subclasses.Count;
        for (int i = 0; i < images.Length; i++)
        {
            for (int label = 0; label < sizes.Length; label++)
            {
                (int first, int count) = found.RangeOf(label);
                float vote = votes[(i * sizes.Length) + label];
                int nearest = count == 1 ? 0 : sizes[label].Count(size => size > sizes[label][images[i].Place]);
                float[] row = targets[((i * total) + first)..((i * total) + first + count)];

                Assert.Equal(vote, row.Sum(), 1e-5f);
                Assert.InRange(row[nearest], 0.95f * vote, vote + 1e-5f);
                if (label == images[i].Label)
                {
                    Assert.Equal(first + nearest, found.Labels[i]);
                    Assert.Equal(vote, row[nearest]);
                }
            }
        }
    }

    private static ImageDataset Dataset(int[] labels, float[] votes)
        => ImageDataset.FromPixels(
            new DatasetIdentity("memory", "train", "majority", ["a", "b", "c"]),
            new DatasetLabels([.. labels.Select((_, i) => $"{i}")], labels, votes),
            new byte[labels.Length], 1, 1, 1);

    private static float[] Votes(Random random)
    {
        int[] annotators = [random.Next(1, 10), random.Next(1, 10), random.Next(1, 10)];
        return Array.ConvertAll(annotators, count => count / (float)annotators.Sum());
    }

    // Places are 20 standard deviations apart, classes 6 along a coordinate of their own.
    private static EmbeddingMatrix Draw((int Label, int Place)[] images, int dimension, Random random)
    {
        var values = new float[images.Length * dimension];
        for (int i = 0; i < values.Length; i++)
        {
            (int label, int place) = images[i / dimension];
            int d = i % dimension;
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            values[i] = (float)(normal + (d == 0 ? 20 * place : d == label ? 6 : 0));
        }

        return new EmbeddingMatrix(values, dimension);
    }
}
