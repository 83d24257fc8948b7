using Countenance.Projection;

namespace Countenance.Tests.Projection;

public class PerplexityCalibrationTests
{
    [Theory]
    [InlineData(90, 30, 1)]
    [InlineData(90, 30, 1e-12)]
    [InlineData(90, 30, 1e12)]
    [InlineData(90, 89.5, 1)]
    [InlineData(90, 1.01, 1)]
    [InlineData(7, 2, 1)]
    [InlineData(1500, 500, 1)]
    public void The_perplexity_asked_for_is_reached(int count, double perplexity, double scale)
    {
        var distances = Distances(count, scale, seed: 1);
        var probabilities = new double[count];

        PerplexityCalibration.Fit(distances, perplexity, probabilities);

        Assert.Equal(1, probabilities.Sum(), 1e-12);
        Assert.Equal(perplexity, Math.Exp(SlowTSne.Entropy(probabilities)), 1e-6 * perplexity);
    }

    /// <summary>ln p must be a straight line over the squared distance.</summary>
    [Fact]
    public void The_probabilities_are_a_gaussian_of_the_distance()
    {
        var distances = Distances(40, 3, seed: 2);
        var probabilities = new double[40];

        PerplexityCalibration.Fit(distances, 12, probabilities);

        var beta = Math.Log(probabilities[0] / probabilities[20]) / (distances[20] - distances[0]);
        Assert.True(beta > 0);
        Assert.All(Enumerable.Range(0, 40), j =>
            Assert.Equal(beta * (distances[j] - distances[0]), Math.Log(probabilities[0] / probabilities[j]), 1e-9));
    }

    /// <summary>One neighbour a million times nearer than the others, and one a million times farther.</summary>
    [Theory]
    [InlineData(1e-12, 1, 1e12)]
    [InlineData(1, 1.0000000001, 1e15)]
    public void Distances_of_very_different_size_are_no_trouble(double near, double middle, double far)
    {
        double[] distances = [near, .. Enumerable.Repeat(middle, 30), far];
        var probabilities = new double[distances.Length];

        PerplexityCalibration.Fit(distances, 10, probabilities);

        Assert.Equal(10, Math.Exp(SlowTSne.Entropy(probabilities)), 1e-5);
    }

    [Fact]
    public void Some_copies_of_the_point_share_what_is_nearest()
    {
        double[] distances = [0, 0, 0, 0, 0, .. Distances(40, 1, seed: 3)];
        var probabilities = new double[distances.Length];

        PerplexityCalibration.Fit(distances, 15, probabilities);

        Assert.All(probabilities[..5], p => Assert.Equal(probabilities[0], p));
        Assert.True(probabilities[0] > probabilities[5]);
        Assert.Equal(15, Math.Exp(SlowTSne.Entropy(probabilities)), 1e-5);
    }

    [Fact]
    public void More_copies_than_the_perplexity_share_everything()
    {
        double[] distances = [.. Enumerable.Repeat(0.0, 20), .. Distances(20, 1, seed: 4)];
        var probabilities = new double[40];

        PerplexityCalibration.Fit(distances, 15, probabilities);

        Assert.All(probabilities[..20], p => Assert.Equal(1.0 / 20, p));
        Assert.All(probabilities[20..], p => Assert.Equal(0, p));
    }

    [Fact]
    public void Too_few_neighbours_for_the_perplexity_are_all_alike()
    {
        var probabilities = new double[5];

        PerplexityCalibration.Fit([1, 2, 3, 4, 5], 7, probabilities);

        Assert.All(probabilities, p => Assert.Equal(0.2, p));
    }

    private static double[] Distances(int count, double scale, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (0.2 + random.NextDouble()) * scale).Order()];
    }
}
