using Countenance.Projection;
using Countenance.Retrieval;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Projection;

/// <summary>The factors of a map's forces and steps.</summary>
public class MapBalanceTests
{
    /// <summary>
    /// Between two neighbours a new point is pulled by its neighbours as hard as all points of the map push it. Were the push left out or
    /// counted twice, the pull would differ from it by all of it.
    /// </summary>
    [Fact]
    public void A_new_point_comes_to_rest_where_pull_and_push_are_in_balance()
    {
        EmbeddingMatrix known = GoldenMap.Embeddings;
        var options = new TSneOptions { Perplexity = GoldenMap.Perplexity };
        TSneMap map = TSne.Fit(known, options, cancellation: TestContext.Current.CancellationToken);
        NeighborLists twins = NearestNeighbors.SearchWithin(known, 1);
        float[] between =
        [
            .. Enumerable.Range(0, known.Count).SelectMany(i =>
                known[i].ToArray().Zip(known[twins[i][0]].ToArray(), (a, b) => (a + b) / 2)),
        ];
        var news = new EmbeddingMatrix(between, known.Dimension);

        EmbeddingMatrix places = map.Place(news);

        NeighborLists neighbors = new NearestNeighbors(known).Search(news, (int)(3 * GoldenMap.Perplexity));
        double factor = known.Count / SlowTSne.Normalizer(Array.ConvertAll(map.Points.Values, static value => (double)value));
        double[] imbalance = [.. Enumerable.Range(0, news.Count).Select(Imbalance).Order()];
        Assert.InRange(imbalance[imbalance.Length / 2], 0, 0.2);

        double Imbalance(int index)
        {
            var probabilities = new double[neighbors.K];
            PerplexityCalibration.Fit(neighbors.DistancesOf(index), GoldenMap.Perplexity, probabilities);
            double x = places[index][0];
            double y = places[index][1];
            var (pullX, pullY, pushX, pushY) = (0.0, 0.0, 0.0, 0.0);
            for (int i = 0; i < known.Count; i++)
            {
                var (dx, dy) = (x - map.Points[i][0], y - map.Points[i][1]);
                double kernel = 1 / (1 + (dx * dx) + (dy * dy));
                int rank = neighbors[index].IndexOf(i);
                double near = rank < 0 ? 0 : 2 * probabilities[rank] * kernel;
                (pullX, pullY) = (pullX + (near * dx), pullY + (near * dy));
                (pushX, pushY) = (pushX + (2 * factor * kernel * kernel * dx), pushY + (2 * factor * kernel * kernel * dy));
            }

            return Math.Sqrt((Math.Pow(pullX - pushX, 2) + Math.Pow(pullY - pushY, 2)) / ((pushX * pushX) + (pushY * pushY)));
        }
    }

    [Theory]
    [InlineData(300, 50)]
    [InlineData(3000, 62.5)]
    public void The_learning_rate_is_a_quarter_of_the_points_over_the_exaggeration_and_at_least_50(int count, double rate)
    {
        var (embeddings, _) = RandomEmbeddings.Blobs(count, 5, 4, 2.0, seed: 56);
        var options = new TSneOptions { Iterations = 3, Perplexity = 10 };

        float[] expected = Points(options with { LearningRate = rate });

        Assert.Equal(expected, Points(options));
        Assert.NotEqual(expected, Points(options with { LearningRate = 2 * rate }));

        float[] Points(TSneOptions chosen)
            => TSne.Fit(embeddings, chosen, cancellation: TestContext.Current.CancellationToken).Points.Values;
    }
}
