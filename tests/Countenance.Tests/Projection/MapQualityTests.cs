using Countenance.Projection;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Projection;

public class MapQualityTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(30)]
    public void Measures_of_scikit_learns_map_are_scikit_learns(int k)
    {
        Assert.Equal(
            GoldenMap.Trustworthiness(k), MapQuality.Trustworthiness(GoldenMap.Embeddings, GoldenMap.Points, k), 1e-9);
        Assert.Equal(
            GoldenMap.Preservation(k), MapQuality.NeighbourhoodPreservation(GoldenMap.Embeddings, GoldenMap.Points, k), 1e-9);
    }

    /// <summary>Whole numbers in few dimensions: many equal distances, which rounding must not part.</summary>
    [Theory]
    [InlineData(70, 1, 4, 3)]
    [InlineData(133, 3, 3, 10)]
    [InlineData(90, 17, 2, 20)]
    public void Ranks_are_those_of_the_plain_loops(int count, int dimension, int range, int k)
    {
        var embeddings = RandomEmbeddings.Grid(count, dimension, range, seed: 71);
        var points = RandomEmbeddings.Blobs(count, 2, 3, 1.0, seed: 72).Embeddings;

        Assert.Equal(Loops(embeddings, points, k), MapQuality.Trustworthiness(embeddings, points, k), 1e-12);
    }

    /// <summary>Differences of 10⁻³ at a distance of 10⁴, where scores in single precision know nothing.</summary>
    [Fact]
    public void Cancellation_does_not_change_a_rank()
    {
        var random = new Random(73);
        float[] values = [.. Enumerable.Range(0, 120 * 3).Select(_ => 10_000f + (random.Next(64) * 0.0009765625f))];
        values[0] = -3e5f;
        var embeddings = new EmbeddingMatrix(values, 3);
        var points = RandomEmbeddings.Blobs(120, 2, 1, 1.0, seed: 74).Embeddings;

        Assert.Equal(Loops(embeddings, points, 7), MapQuality.Trustworthiness(embeddings, points, 7), 1e-12);
    }

    [Fact]
    public void A_map_that_is_the_embedding_is_perfect_and_a_random_one_is_not()
    {
        var embeddings = RandomEmbeddings.Blobs(400, 2, 3, 2.0, seed: 75).Embeddings;
        var random = embeddings.Reordered(RandomEmbeddings.Order(400, seed: 76));

        Assert.Equal(1, MapQuality.Trustworthiness(embeddings, embeddings, 10));
        Assert.Equal(1, MapQuality.NeighbourhoodPreservation(embeddings, embeddings, 10));
        Assert.InRange(MapQuality.Trustworthiness(embeddings, random, 10), 0.4, 0.6);
        Assert.InRange(MapQuality.NeighbourhoodPreservation(embeddings, random, 10), 0.01, 0.05);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        var embeddings = RandomEmbeddings.Blobs(300, 12, 3, 2.0, seed: 77).Embeddings;
        var points = RandomEmbeddings.Blobs(300, 2, 3, 2.0, seed: 78).Embeddings;

        Assert.Equal(
            MapQuality.Trustworthiness(embeddings, points, 9, threads: 1),
            MapQuality.Trustworthiness(embeddings, points, 9, threads: 6));
    }

    [Fact]
    public void Misuse_is_refused()
    {
        var ten = new EmbeddingMatrix(new float[20], 2);
        var nine = new EmbeddingMatrix(new float[18], 2);

        Assert.Throws<ArgumentException>(() => MapQuality.Trustworthiness(ten, nine, 2));
        Assert.Throws<ArgumentException>(() => MapQuality.NeighbourhoodPreservation(ten, nine, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => MapQuality.Trustworthiness(ten, ten, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => MapQuality.Trustworthiness(ten, ten, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => MapQuality.NeighbourhoodPreservation(ten, ten, 10));
    }

    private static double Loops(EmbeddingMatrix embeddings, EmbeddingMatrix points, int k)
    {
        var sum = 0.0;
        for (var i = 0; i < points.Count; i++)
        {
            var onMap = Enumerable.Range(0, points.Count).Where(j => j != i).OrderBy(j => Distance(points, i, j)).ThenBy(j => j).Take(k);
            foreach (var j in onMap)
            {
                var own = Distance(embeddings, i, j);
                var rank = 1 + Enumerable.Range(0, points.Count).Count(other => other != i && Distance(embeddings, i, other) < own);
                sum += Math.Max(0, rank - k);
            }
        }

        double n = points.Count;
        return 1 - (2 / (n * k * ((2 * n) - (3 * k) - 1)) * sum);
    }

    private static double Distance(EmbeddingMatrix matrix, int i, int j) =>
        Enumerable.Range(0, matrix.Dimension).Sum(d => Math.Pow((double)matrix[i][d] - matrix[j][d], 2));
}
