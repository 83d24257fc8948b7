using Countenance.Classification;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Classification;

public class ClassGaussiansTests
{
    private static readonly string[] Names = ["a", "b", "c"];

    [Fact]
    public void Means_covariances_and_priors_are_numpys()
    {
        var golden = GoldenMetrics.Part("gaussians");
        var gaussians = Golden();

        Assert.Equal([40f, 25f, 15f], gaussians.Counts);
        Assert.Equal([0.5f, 0.3125f, 0.1875f], gaussians.Priors);
        AssertClose(golden.Doubles("means"), gaussians.Means, 1e-6);
        AssertClose(golden.Doubles("covariances"), gaussians.Covariances, 1e-5);
    }

    [Theory]
    [InlineData("isotropic", CovarianceChoice.Isotropic)]
    [InlineData("pooled", CovarianceChoice.Pooled)]
    [InlineData("full", CovarianceChoice.Full)]
    public void Densities_posteriors_and_typicality_are_scipys(string name, CovarianceChoice covariance)
    {
        var golden = GoldenMetrics.Part("gaussians");
        var expected = golden.GetProperty(name);
        var all = golden.Matrix("samples");
        var samples = all.Reordered([.. Enumerable.Range(0, all.Count).Where(i => i % golden.GetProperty("every").GetInt32() == 0)]);
        var gaussians = Golden();

        var logs = expected.Doubles("log");
        var found = gaussians.LogDensities(samples, covariance);
        for (var i = 0; i < logs.Length; i++)
        {
            Assert.Equal(logs[i], found[i], 1e-4 * Math.Max(1, Math.Abs(logs[i])));
        }

        AssertClose(expected.Doubles("posterior"), gaussians.Posterior(samples, PriorChoice.Training, covariance).Values, 1e-3);
        AssertClose(
            expected.Doubles("typicality"),
            Array.ConvertAll(gaussians.Typicality(samples, new int[samples.Count], covariance), static value => (float)value),
            1e-4);
    }

    [Fact]
    public void Uniform_priors_weigh_the_classes_alike()
    {
        var gaussians = new ClassGaussians(Names, 1, sigma: 1, [0, 2, 0], new float[3], [0.9f, 0.1f, 0], [90, 10, 0]);
        var middle = new EmbeddingMatrix([1], 1);

        Assert.Equal([0.5f, 0.5f, 0], gaussians.Posterior(middle, PriorChoice.Uniform, CovarianceChoice.Isotropic).Values);
        var weighed = gaussians.Posterior(middle, PriorChoice.Training, CovarianceChoice.Isotropic);
        Assert.Equal(0.9f, weighed.Values[0], 1e-6f);
        Assert.Equal(0, weighed.Values[2]);
        Assert.Equal(0, weighed.MostProbable(0));
    }

    [Fact]
    public void Far_points_have_a_finite_posterior()
    {
        var gaussians = Golden();
        var far = new EmbeddingMatrix([1e18f, -1e18f, 3e17f, 0, 1e4f, 1e4f, -1e4f, 1e4f], 4);

        foreach (var covariance in Enum.GetValues<CovarianceChoice>())
        {
            var posterior = gaussians.Posterior(far, PriorChoice.Uniform, covariance);
            for (var i = 0; i < far.Count; i++)
            {
                Assert.Equal(1, posterior[i].ToArray().Sum(), 1e-5);
            }

            Assert.All(gaussians.Typicality(far, [0, 1], covariance), tail => Assert.Equal(0, tail));
        }
    }

    [Fact]
    public void Equal_points_and_absent_classes_are_Gaussians_too()
    {
        var same = new EmbeddingMatrix([1, 2, 1, 2, 1, 2], 2);
        var gaussians = ClassGaussians.Estimate(same, [1, 1, -1], Names, sigma: 0.5);

        Assert.Equal([0f, 2f, 0f], gaussians.Counts);
        Assert.All(gaussians.Covariances, value => Assert.Equal(0, value));
        foreach (var covariance in Enum.GetValues<CovarianceChoice>())
        {
            Assert.Equal([0f, 1f, 0f], gaussians.Posterior(new EmbeddingMatrix([1, 2], 2), PriorChoice.Uniform, covariance).Values);
            Assert.Equal([1.0, 0], gaussians.Typicality(new EmbeddingMatrix([1, 2, 1, 2], 2), [1, 0], covariance));
        }
    }

    [Fact]
    public void A_rotation_changes_no_posterior()
    {
        var (samples, labels) = RandomEmbeddings.Blobs(120, 4, 3, 5.0, seed: 41);
        var turned = samples.Rotated(1.1);

        foreach (var covariance in Enum.GetValues<CovarianceChoice>())
        {
            var plain = ClassGaussians.Estimate(samples, labels, Names, 1).Posterior(samples, PriorChoice.Training, covariance);
            var rotated = ClassGaussians.Estimate(turned, labels, Names, 1).Posterior(turned, PriorChoice.Training, covariance);
            AssertClose(Array.ConvertAll(plain.Values, static value => (double)value), rotated.Values, 1e-3);
        }
    }

    [Theory]
    [InlineData(PriorChoice.Training)]
    [InlineData(PriorChoice.Uniform)]
    public void The_log_joint_is_the_log_density_with_the_prior_and_is_not_normalised(PriorChoice prior)
    {
        var gaussians = ClassGaussians.Estimate(new EmbeddingMatrix([0, 1, 8], 1), [0, 0, 2], Names, sigma: 2);
        var queries = new EmbeddingMatrix([0.5f, -3], 1);
        double[] shares = prior == PriorChoice.Training ? [2.0 / 3, 0, 1.0 / 3] : [1, 1, 1];

        double[] joint = gaussians.LogJoint(queries, prior, CovarianceChoice.Isotropic);

        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(LogNormal(queries[i][0], 0.5) + Math.Log(shares[0]), joint[i * 3], 1e-6);
            Assert.Equal(double.NegativeInfinity, joint[(i * 3) + 1]);
            Assert.Equal(LogNormal(queries[i][0], 8) + Math.Log(shares[2]), joint[(i * 3) + 2], 1e-6);
        }

        static double LogNormal(double z, double mean) => -0.5 * (Math.Log(2 * Math.PI * 4) + ((z - mean) * (z - mean) / 4));
    }

    [Fact]
    public void A_temperature_divides_the_logarithms_before_they_are_normalised()
    {
        var gaussians = Golden();
        var samples = GoldenMetrics.Part("gaussians").Matrix("samples");
        var plain = gaussians.Posterior(samples, PriorChoice.Training, CovarianceChoice.Full);

        var softened = gaussians.Posterior(samples, PriorChoice.Training, CovarianceChoice.Full, temperature: 3);

        for (var i = 0; i < samples.Count; i++)
        {
            var roots = Array.ConvertAll(plain[i].ToArray(), static value => Math.Cbrt(value));
            AssertClose(Array.ConvertAll(roots, root => root / roots.Sum()), softened[i].ToArray(), 1e-4);
        }
    }

    [Fact]
    public void Misuse_is_refused()
    {
        var matrix = new EmbeddingMatrix([0, 1], 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => ClassGaussians.Estimate(matrix, [0, 1], Names, sigma: 0));
        Assert.Throws<ArgumentException>(() => ClassGaussians.Estimate(matrix, [-1, -1], Names, sigma: 1));
        Assert.Throws<ArgumentException>(() => ClassGaussians.Estimate(matrix, [0, 3], Names, sigma: 1));
        Assert.Throws<ArgumentException>(() => new ClassGaussians(Names, 2, 1, new float[3], new float[12], new float[3], new float[3]));
        Assert.Throws<ArgumentException>(() => new ClassGaussians(Names, 1, 1, new float[3], new float[3], new float[3], new float[3]));
        Assert.Throws<ArgumentException>(() => Golden().Typicality(new EmbeddingMatrix(new float[4], 4), [3], CovarianceChoice.Full));
    }

    private static ClassGaussians Golden()
    {
        var golden = GoldenMetrics.Part("gaussians");
        return ClassGaussians.Estimate(golden.Matrix("samples"), golden.Ints("labels"), Names, golden.Number("sigma"));
    }

    private static void AssertClose(double[] expected, float[] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < found.Length; i++)
        {
            Assert.Equal(expected[i], found[i], tolerance);
        }
    }
}
