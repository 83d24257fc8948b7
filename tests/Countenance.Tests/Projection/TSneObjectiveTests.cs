using Countenance.Projection;
using Countenance.Retrieval;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Projection;

public class TSneObjectiveTests
{
    private const int Count = 60;
    private const double Perplexity = 9;

    private readonly EmbeddingMatrix embeddings = RandomEmbeddings.Blobs(Count, 6, 3, 1.5, seed: 21).Embeddings;

    /// <summary>The slow version is itself right: its gradient is the slope of its divergence.</summary>
    [Fact]
    public void The_plain_loops_gradient_is_the_slope_of_their_divergence()
    {
        var joint = SlowTSne.Joint(embeddings, Perplexity);
        var points = Points(3, seed: 22);

        var gradient = SlowTSne.Gradient(joint, points, exaggeration: 1);

        for (var i = 0; i < points.Length; i++)
        {
            var (up, down) = ((double[])points.Clone(), (double[])points.Clone());
            up[i] += 1e-5;
            down[i] -= 1e-5;
            Assert.Equal((SlowTSne.Divergence(joint, up) - SlowTSne.Divergence(joint, down)) / 2e-5, gradient[i], 1e-8);
        }
    }

    [Theory]
    [InlineData(1e-4, 12)]
    [InlineData(1e-4, 1)]
    [InlineData(3, 1)]
    [InlineData(40, 1)]
    public void Gradient_and_divergence_are_those_of_the_plain_loops(double spread, double exaggeration)
    {
        var points = Points(spread, seed: 23);
        var joint = SlowTSne.Joint(embeddings, Perplexity);
        var objective = new TSneObjective(Graph(), new ExactRepulsion(Count, threads: 2), threads: 2);
        var gradient = new float[2 * Count];

        objective.Gradient(Array.ConvertAll(points, static value => (float)value), exaggeration, gradient);
        var divergence = objective.Divergence(Array.ConvertAll(points, static value => (float)value));

        // The gradient is a difference of two sums; its error is measured by the larger.
        var expected = SlowTSne.Gradient(joint, points, exaggeration);
        var scale = expected.Concat(SlowTSne.Repulsion(points).Select(force => 4 * force / SlowTSne.Normalizer(points))).Max(Math.Abs);
        Assert.All(expected.Zip(gradient), pair => Assert.Equal(pair.First, pair.Second, 2e-6 * scale));
        Assert.Equal(SlowTSne.Normalizer(points), objective.Normalizer, 1e-5 * objective.Normalizer);
        Assert.Equal(SlowTSne.Divergence(joint, points), divergence, 1e-5);
    }

    [Fact]
    public void Gains_and_momentum_are_those_of_the_formula()
    {
        var descent = new GradientDescent(2);
        float[] points = [1, 1];

        descent.Step(points, [0.5f, -0.25f], learningRate: 2, momentum: 0.5f); // No step yet: the gain falls to 0.8.
        Assert.Equal([1 - (2 * 0.8f * 0.5f), 1 + (2 * 0.8f * 0.25f)], points);

        descent.Step(points, [0.5f, 0.25f], learningRate: 2, momentum: 0.5f); // Downhill on, and turned back: 1.0 and 0.64.
        Assert.Equal(0.2f - (0.5f * 0.8f) - (2 * 1f * 0.5f), points[0], 1e-6f);
        Assert.Equal(1.4f + (0.5f * 0.4f) - (2 * 0.64f * 0.25f), points[1], 1e-6f);
    }

    private static double[] Points(double spread, int seed)
    {
        var random = new Random(seed);

        // Numbers that single precision holds.
        return [.. Enumerable.Range(0, 2 * Count).Select(_ => (double)(float)(spread * ((2 * random.NextDouble()) - 1)))];
    }

    private AffinityGraph Graph()
    {
        var neighbors = NearestNeighbors.SearchWithin(embeddings, Count - 1);
        return AffinityGraph.Symmetric(neighbors, AffinityGraph.Conditional(neighbors, Perplexity, threads: 1), threads: 1);
    }
}
