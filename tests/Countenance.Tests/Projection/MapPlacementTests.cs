using Countenance.Projection;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Projection;

public class MapPlacementTests
{
    private static readonly Lazy<TSneMap> Map = new(() =>
        Fit(GoldenMap.Embeddings, new TSneOptions { Perplexity = GoldenMap.Perplexity }));

    [Fact]
    public void Training_points_are_placed_near_where_they_are()
    {
        var places = Map.Value.Place(GoldenMap.Embeddings);

        var points = Map.Value.Points;
        var side = MapFrame.Of(points.Values).Side;
        var moved = Enumerable.Range(0, places.Count)
            .Select(i => Math.Sqrt(Math.Pow(places[i][0] - points[i][0], 2) + Math.Pow(places[i][1] - points[i][1], 2)) / side)
            .Order()
            .ToArray();
        Assert.InRange(moved[moved.Length / 2], 0, 0.01);
        Assert.InRange(moved[(int)(0.95 * moved.Length)], 0, 0.05);
        var kept = MapQuality.NeighbourhoodPreservation(GoldenMap.Embeddings, places, 30);
        Assert.InRange(kept, 0.95 * MapQuality.NeighbourhoodPreservation(GoldenMap.Embeddings, points, 30), 1);
    }

    /// <summary>Half of each cluster makes the map; the other half must fall among its own.</summary>
    [Fact]
    public void New_points_fall_into_their_cluster()
    {
        var (embeddings, labels) = RandomEmbeddings.Blobs(400, 8, 5, 0.8, seed: 61);
        var half = 200 * embeddings.Dimension;
        var map = Fit(new EmbeddingMatrix(embeddings.Values[..half], embeddings.Dimension), new TSneOptions { Perplexity = 15 });

        var places = map.Place(new EmbeddingMatrix(embeddings.Values[half..], embeddings.Dimension));

        var near = new Countenance.Retrieval.NearestNeighbors(map.Points).Search(places, 5);
        for (var i = 0; i < places.Count; i++)
        {
            Assert.All(near[i].ToArray(), j => Assert.Equal(labels[200 + i], labels[j]));
        }
    }

    [Fact]
    public void A_place_does_not_depend_on_what_else_is_placed()
    {
        var together = Map.Value.Place(GoldenMap.Embeddings);

        foreach (var i in (int[])[0, 130, 299])
        {
            var alone = Map.Value.Place(new EmbeddingMatrix(GoldenMap.Embeddings[i].ToArray(), GoldenMap.Embeddings.Dimension));
            Assert.Equal(together[i].ToArray(), alone.Values);
        }
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        var options = new TSneOptions { Perplexity = GoldenMap.Perplexity, Iterations = 300, Threads = 1 };
        var news = RandomEmbeddings.Blobs(200, GoldenMap.Embeddings.Dimension, 4, 2.0, seed: 64).Embeddings;

        var one = Fit(GoldenMap.Embeddings, options).Place(news);
        var many = Fit(GoldenMap.Embeddings, options with { Threads = 6 }).Place(news);

        Assert.Equal(one.Values, many.Values);
    }

    [Fact]
    public void The_map_itself_stays_as_it_is()
    {
        var before = (float[])Map.Value.Points.Values.Clone();

        Map.Value.Place(RandomEmbeddings.Blobs(20, GoldenMap.Embeddings.Dimension, 2, 3.0, seed: 62).Embeddings);

        Assert.Equal(before, Map.Value.Points.Values);
    }

    [Fact]
    public void Far_embeddings_stay_in_the_widened_frame()
    {
        var dimension = GoldenMap.Embeddings.Dimension;
        var far = RandomEmbeddings.Blobs(30, dimension, 6, 1.0, seed: 63).Embeddings;
        far = new EmbeddingMatrix(Array.ConvertAll(far.Values, value => value * 1e4f), dimension);

        var places = Map.Value.Place(far);

        var frame = MapFrame.Of(Map.Value.Points.Values);
        Assert.All(Enumerable.Range(0, places.Count), i =>
        {
            Assert.InRange(places[i][0], frame.CenterX - (0.551f * frame.Side), frame.CenterX + (0.551f * frame.Side));
            Assert.InRange(places[i][1], frame.CenterY - (0.551f * frame.Side), frame.CenterY + (0.551f * frame.Side));
        });
    }

    [Fact]
    public void Misuse_is_refused_and_nothing_is_placed_nowhere()
    {
        Assert.Equal(0, Map.Value.Place(new EmbeddingMatrix([], GoldenMap.Embeddings.Dimension)).Count);
        Assert.Throws<ArgumentException>(() => Map.Value.Place(new EmbeddingMatrix([1, 2], 2)));
        var values = new float[GoldenMap.Embeddings.Dimension];
        values[3] = float.NegativeInfinity;
        Assert.Throws<ArgumentException>(() => Map.Value.Place(new EmbeddingMatrix(values, values.Length)));
    }

    private static TSneMap Fit(EmbeddingMatrix embeddings, TSneOptions options) =>
        TSne.Fit(embeddings, options, cancellation: TestContext.Current.CancellationToken);
}
