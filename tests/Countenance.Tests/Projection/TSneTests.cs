using Countenance.Projection;
using Countenance.Retrieval;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Projection;

public class TSneTests
{
    public static TheoryData<TSneRepulsion> Ways =>
        [TSneRepulsion.Auto, TSneRepulsion.Exact, TSneRepulsion.BarnesHut, TSneRepulsion.Interpolation];

    /// <summary>scikit-learn's own figures on the same embeddings, measured on its map by its code.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void A_map_is_as_faithful_as_scikit_learns(TSneRepulsion way)
    {
        var map = Fit(GoldenMap.Embeddings, new TSneOptions { Perplexity = GoldenMap.Perplexity, Repulsion = way });

        foreach (var k in (int[])[5, 12, 30])
        {
            var trustworthiness = MapQuality.Trustworthiness(GoldenMap.Embeddings, map.Points, k);
            Assert.InRange(trustworthiness, 0.99 * GoldenMap.Trustworthiness(k), 1);
        }

        var preservation = MapQuality.NeighbourhoodPreservation(GoldenMap.Embeddings, map.Points, 30);
        Assert.InRange(preservation, 0.98 * GoldenMap.Preservation(30), 1);
        Assert.Equal(GoldenMap.KlDivergence, map.KlDivergence, 0.05);
    }

    [Fact]
    public void The_divergence_falls_and_is_that_of_the_points()
    {
        var (embeddings, _) = RandomEmbeddings.Blobs(200, 6, 4, 1.0, seed: 51);
        var options = new TSneOptions { Perplexity = 15, Repulsion = TSneRepulsion.Exact };

        var maps = ((int[])[1, 260, 400, 1000]).Select(n => Fit(embeddings, options with { Iterations = n })).ToArray();

        Assert.All(maps.Zip(maps.Skip(1)), pair => Assert.True(pair.Second.KlDivergence < pair.First.KlDivergence));

        // All neighbours beyond 45 of 199 have no probability here and a little in the plain loops.
        var points = Array.ConvertAll(maps[^1].Points.Values, static value => (double)value);
        Assert.Equal(SlowTSne.Divergence(SlowTSne.Joint(embeddings, 15), points), maps[^1].KlDivergence, 0.05);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Separate_clusters_stay_separate(TSneRepulsion way)
    {
        var (embeddings, labels) = RandomEmbeddings.Blobs(300, 10, 5, 0.5, seed: 52);

        var map = Fit(embeddings, new TSneOptions { Repulsion = way, Perplexity = 20 });

        var near = NearestNeighbors.SearchWithin(map.Points, 10);
        for (var i = 0; i < near.Count; i++)
        {
            Assert.All(near[i].ToArray(), j => Assert.Equal(labels[i], labels[j]));
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void The_number_of_threads_changes_no_bit_and_the_seed_rules(TSneRepulsion way)
    {
        var (embeddings, _) = RandomEmbeddings.Blobs(600, 5, 4, 2.0, seed: 53);
        var options = new TSneOptions { Iterations = 60, ExaggerationIterations = 30, Repulsion = way, Threads = 1 };

        var one = Fit(embeddings, options);
        var many = Fit(embeddings, options with { Threads = 5 });
        var again = Fit(embeddings, options with { Threads = -1 });
        var other = Fit(embeddings, options with { Seed = 2 });

        Assert.Equal(one.Points.Values, many.Points.Values);
        Assert.Equal(one.Points.Values, again.Points.Values);
        Assert.Equal(one.KlDivergence, many.KlDivergence);
        Assert.NotEqual(one.Points.Values, other.Points.Values);
    }

    [Fact]
    public void The_map_lies_about_the_origin()
    {
        var map = Fit(GoldenMap.Embeddings, new TSneOptions { Iterations = 300 });

        Assert.Equal(0, map.Points.Values.Where((_, i) => i % 2 == 0).Average(), 1e-3f);
        Assert.Equal(0, map.Points.Values.Where((_, i) => i % 2 == 1).Average(), 1e-3f);
    }

    /// <summary>Twelve embeddings, four neighbours asked for: fewer than 3 · perplexity are there.</summary>
    [Fact]
    public void Few_embeddings_take_all_the_neighbours_there_are()
    {
        var (embeddings, labels) = RandomEmbeddings.Blobs(12, 4, 2, 0.1, seed: 54);

        var map = Fit(embeddings, new TSneOptions { Perplexity = 5 });

        var near = NearestNeighbors.SearchWithin(map.Points, 3);
        Assert.All(Enumerable.Range(0, 12), i => Assert.All(near[i].ToArray(), j => Assert.Equal(labels[i], labels[j])));
    }

    [Fact]
    public void Many_equal_embeddings_are_mapped_together()
    {
        var (embeddings, _) = RandomEmbeddings.Blobs(300, 4, 3, 1.0, seed: 55);
        for (var i = 0; i < 150; i++)
        {
            embeddings[0].CopyTo(embeddings.Values.AsSpan(i * 4));
        }

        var map = Fit(embeddings);

        Assert.All(map.Points.Values, value => Assert.True(float.IsFinite(value)));
        var near = NearestNeighbors.SearchWithin(map.Points, 20);
        Assert.InRange(Enumerable.Range(0, 150).Average(i => near[i].ToArray().Count(j => j < 150)), 19, 20);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void Equal_embeddings_and_single_coordinates_have_a_map(int dimension)
    {
        var same = Fit(new EmbeddingMatrix([.. Enumerable.Repeat(2.5f, 60 * dimension)], dimension));
        var line = Fit(new EmbeddingMatrix([.. Enumerable.Range(0, 60 * dimension).Select(i => (float)(i / dimension))], dimension));

        Assert.All(same.Points.Values, value => Assert.True(float.IsFinite(value)));
        Assert.All(line.Points.Values, value => Assert.True(float.IsFinite(value)));
        Assert.True(MapQuality.NeighbourhoodPreservation(
            new EmbeddingMatrix([.. Enumerable.Range(0, 60).Select(i => (float)i)], 1), line.Points, 10) > 0.5);
    }

    [Fact]
    public void Progress_counts_the_iterations_and_a_cancelled_map_stops()
    {
        using var source = new CancellationTokenSource();
        var heard = new List<int>();
        var options = new TSneOptions { Iterations = 40, Perplexity = 10 };
        TSne.Fit(GoldenMap.Embeddings, options, new Listener(heard.Add), source.Token);
        Assert.Equal(Enumerable.Range(1, 40), heard);

        heard.Clear();
        Assert.Throws<OperationCanceledException>(() => TSne.Fit(GoldenMap.Embeddings, options, new Listener(Stop), source.Token));
        Assert.Equal(5, heard.Count);

        void Stop(int iteration)
        {
            heard.Add(iteration);
            if (iteration == 5)
            {
                source.Cancel();
            }
        }
    }

    [Fact]
    public void Misuse_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Fit(new EmbeddingMatrix(new float[30 * 4], 4)));
        Assert.Contains("Got 30 for 30", error.Message, StringComparison.Ordinal);
        var values = new float[100];
        values[57] = float.NaN;
        error = Assert.Throws<ArgumentException>(() => Fit(new EmbeddingMatrix(values, 2)));
        Assert.Contains("in row 28", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Fit(new EmbeddingMatrix([], 2)));
    }

    [Fact]
    public void A_learning_rate_that_scatters_the_map_is_refused()
    {
        var options = new TSneOptions { LearningRate = 1e30 };

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Fit(GoldenMap.Embeddings, options));
        Assert.Contains("LearningRate", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<TSneOptions> BadOptions =>
    [
        new TSneOptions { Perplexity = 0.5 },
        new TSneOptions { Perplexity = double.NaN },
        new TSneOptions { Iterations = 0 },
        new TSneOptions { EarlyExaggeration = 0.9 },
        new TSneOptions { ExaggerationIterations = -1 },
        new TSneOptions { LearningRate = 0 },
        new TSneOptions { LearningRate = double.PositiveInfinity },
        new TSneOptions { Theta = 1.1 },
        new TSneOptions { Theta = double.NaN },
        new TSneOptions { Repulsion = (TSneRepulsion)9 },
        new TSneOptions { Threads = 0 },
    ];

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void Options_out_of_range_are_refused(TSneOptions options)
    {
        Assert.Throws<ArgumentOutOfRangeException>(options.Validate);
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(GoldenMap.Embeddings, options));
    }

    private static TSneMap Fit(EmbeddingMatrix embeddings, TSneOptions? options = null) =>
        TSne.Fit(embeddings, options, cancellation: TestContext.Current.CancellationToken);

    private sealed class Listener(Action<int> hear) : IProgress<int>
    {
        public void Report(int value) => hear(value);
    }
}
