using Countenance.Clustering;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Clustering;

public class KMeansTests
{
    /// <summary>
    /// Fifty starts on both sides: these blobs overlap, and the best of ten strays by up to 5 % with scikit-learn's seeds as with ours.
    /// </summary>
    [Fact]
    public void Inertia_is_within_a_hundredth_of_scikit_learns_best()
    {
        var golden = GoldenMetrics.Part("kmeans");

        var result = KMeans.Run(
            golden.Matrix("samples"), new KMeansOptions(golden.GetProperty("clusters").GetInt32()) { Restarts = 50 });

        Assert.InRange(result.Inertia, golden.Number("inertia") * 0.999, golden.Number("inertia") * 1.01);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(17)]
    public void Labels_belong_to_the_nearest_centre_and_centres_are_means(int clusters)
    {
        var (samples, _) = RandomEmbeddings.Blobs(700, 9, 5, 2.0, seed: 61);

        var result = KMeans.Run(samples, new KMeansOptions(clusters) { Tolerance = 0 });

        var inertia = 0.0;
        for (var i = 0; i < samples.Count; i++)
        {
            var own = Distance(samples, i, result.Centers, result.Labels[i]);
            inertia += own;
            Assert.All(Enumerable.Range(0, clusters), c => Assert.True(own <= Distance(samples, i, result.Centers, c) * (1 + 1e-5)));
        }

        Assert.Equal(inertia, result.Inertia, 1e-6 * inertia);
        for (var c = 0; c < clusters; c++)
        {
            var members = Enumerable.Range(0, samples.Count).Where(i => result.Labels[i] == c).ToArray();
            Assert.NotEmpty(members);
            for (var d = 0; d < 9; d++)
            {
                Assert.Equal(members.Average(i => (double)samples[i][d]), result.Centers[c][d], 1e-4);
            }
        }
    }

    [Fact]
    public void Separate_blobs_are_found()
    {
        var (samples, labels) = RandomEmbeddings.Blobs(400, 8, 6, 0.1, seed: 62);

        var result = KMeans.Run(samples, new KMeansOptions(6) { Seed = 3 });

        Assert.Equal(1, ClusteringMetrics.AdjustedRand(labels, result.Labels), 1e-12);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing_and_the_seed_rules()
    {
        // More than one chunk of 1024 samples.
        var (samples, _) = RandomEmbeddings.Blobs(5000, 6, 4, 5.0, seed: 63);
        var options = new KMeansOptions(9) { Restarts = 2, Seed = 5 };

        var one = KMeans.Run(samples, options with { Threads = 1 });
        var many = KMeans.Run(samples, options with { Threads = 8 });

        Assert.Equal(one.Labels, many.Labels);
        Assert.Equal(one.Centers.Values, many.Centers.Values);
        Assert.Equal(one.Inertia, many.Inertia);
        var single = options with { Restarts = 1, MaxIterations = 1 };
        Assert.NotEqual(KMeans.Run(samples, single).Inertia, KMeans.Run(samples, single with { Seed = 6 }).Inertia);
    }

    [Fact]
    public void A_start_ends_at_the_limit_of_iterations_or_within_the_tolerance()
    {
        var (samples, _) = RandomEmbeddings.Blobs(3000, 6, 4, 5.0, seed: 68);
        var options = new KMeansOptions(9) { Restarts = 1, Seed = 5 };

        Assert.Equal(2, KMeans.Run(samples, options with { MaxIterations = 2, Tolerance = 0 }).Iterations);
        Assert.Equal(1, KMeans.Run(samples, options with { Tolerance = 1e9 }).Iterations);
        var coarse = KMeans.Run(samples, options with { Tolerance = 1e-2 });
        Assert.True(coarse.Iterations < KMeans.Run(samples, options with { Tolerance = 0 }).Iterations);
    }

    /// <summary>The tolerance is a share of the variance, so a factor changes nothing: here a power of two, which rounds nothing.</summary>
    [Fact]
    public void The_unit_of_the_embedding_changes_neither_clusters_nor_iterations()
    {
        var (samples, _) = RandomEmbeddings.Blobs(3000, 6, 4, 5.0, seed: 68);
        var scaled = new EmbeddingMatrix(Array.ConvertAll(samples.Values, static value => value * 1024), 6);
        var options = new KMeansOptions(9) { Restarts = 1, Seed = 5, Tolerance = 0.05 };

        var plain = KMeans.Run(samples, options);
        var other = KMeans.Run(scaled, options);

        Assert.Equal(plain.Iterations, other.Iterations);
        Assert.Equal(plain.Labels, other.Labels);
    }

    [Fact]
    public void More_restarts_are_never_worse()
    {
        var (samples, _) = RandomEmbeddings.Blobs(500, 4, 10, 2.0, seed: 64);

        var one = KMeans.Run(samples, new KMeansOptions(10) { Restarts = 1 });
        var ten = KMeans.Run(samples, new KMeansOptions(10) { Restarts = 10 });

        Assert.True(ten.Inertia <= one.Inertia);
    }

    [Fact]
    public void A_shift_and_a_rotation_change_no_cluster()
    {
        var (samples, _) = RandomEmbeddings.Blobs(300, 6, 4, 0.5, seed: 65);
        var moved = new EmbeddingMatrix(Array.ConvertAll(samples.Rotated(0.4).Values, value => value + 1000), 6);

        var plain = KMeans.Run(samples, new KMeansOptions(4));
        var other = KMeans.Run(moved, new KMeansOptions(4));

        Assert.Equal(1, ClusteringMetrics.AdjustedRand(plain.Labels, other.Labels), 1e-12);
        Assert.Equal(plain.Inertia, other.Inertia, 1e-2 * plain.Inertia);
    }

    [Fact]
    public void Equal_points_are_one_cluster_of_no_inertia()
    {
        var same = new EmbeddingMatrix([.. Enumerable.Repeat(3.7f, 40)], 2);

        var result = KMeans.Run(same, new KMeansOptions(5));

        Assert.Equal(0, result.Inertia);
        Assert.All(result.Centers.Values, value => Assert.Equal(3.7f, value));
    }

    [Fact]
    public void As_many_clusters_as_samples_leaves_each_alone()
    {
        var samples = RandomEmbeddings.Blobs(12, 3, 2, 1.0, seed: 66).Embeddings;

        var result = KMeans.Run(samples, new KMeansOptions(12));

        Assert.Equal(12, result.Labels.Distinct().Count());
        Assert.Equal(0, result.Inertia, 1e-9);
    }

    /// <summary>Two of three starting centres coincide, so one runs empty and must take the farthest sample.</summary>
    [Fact]
    public void An_empty_cluster_takes_the_farthest_sample()
    {
        var samples = new EmbeddingMatrix([0, 0, 0.1f, 5, 5.1f, 20], 1);
        var panels = new Countenance.Retrieval.DistancePanels(samples, nameof(samples));
        var lloyd = new LloydIterations(new PanelChunks(panels, 3, threads: -1), [0, 1, 3], 3);

        lloyd.Run(100, tolerance: 0);

        Assert.Equal([0, 0, 0, 2, 2, 1], lloyd.Labels);
    }

    /// <summary>
    /// Several chunks of overlapping samples, so that late iterations measure few samples of a panel: passing over the others must not
    /// change a label. Every sample is compared with plain loops, one iteration after the other.
    /// </summary>
    [Theory]
    [InlineData(3, 6)]
    [InlineData(19, 13)]
    public void Iterations_are_those_of_plain_loops(int dimension, int clusters)
    {
        var (samples, _) = RandomEmbeddings.Blobs(3000, dimension, 4, 3.0, seed: 67);
        var panels = new Countenance.Retrieval.DistancePanels(samples, nameof(samples));
        var start = Enumerable.Range(0, clusters).Select(c => c * 11).ToArray();
        var slow = start.Select(i => Array.ConvertAll(samples[i].ToArray(), static value => (double)value)).ToArray();
        var labels = Labels();

        for (var iterations = 1; iterations <= 25; iterations++)
        {
            slow = [.. slow.Select((center, c) => Mean(samples, labels, c) ?? center)];
            labels = Labels();
            var lloyd = new LloydIterations(new PanelChunks(panels, clusters, threads: -1), start, clusters);
            lloyd.Run(iterations, tolerance: 0);

            Assert.Equal(labels, lloyd.Labels);
        }

        int[] Labels() => [.. Enumerable.Range(0, samples.Count).Select(i => Nearest(samples[i].ToArray(), slow))];
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Assert.Throws<ArgumentException>(() => KMeans.Run(new EmbeddingMatrix([1, 2], 1), new KMeansOptions(3)));
        Assert.Throws<ArgumentException>(() => KMeans.Run(new EmbeddingMatrix([1, float.NaN], 1), new KMeansOptions(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KMeansOptions(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KMeansOptions(1) { Tolerance = double.NaN });
    }

    private static int Nearest(float[] sample, double[][] centers) => Array.IndexOf(
        centers, centers.MinBy(center => sample.Zip(center, static (z, c) => (z - c) * (z - c)).Sum()));

    private static double[]? Mean(EmbeddingMatrix samples, int[] labels, int cluster)
    {
        var members = Enumerable.Range(0, samples.Count).Where(i => labels[i] == cluster).ToArray();
        return members.Length == 0
            ? null
            : [.. Enumerable.Range(0, samples.Dimension).Select(d => members.Average(i => (double)samples[i][d]))];
    }

    private static double Distance(EmbeddingMatrix samples, int sample, EmbeddingMatrix centers, int center) =>
        Enumerable.Range(0, samples.Dimension).Sum(d => Math.Pow((double)samples[sample][d] - centers[center][d], 2));
}
