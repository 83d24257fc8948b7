using Countenance.Classification;
using Countenance.Evaluation;

namespace Countenance.Tests.Classification;

public class ClassMixturesTests
{
    private static readonly double[] Means = [0, 4, 2];
    private static readonly double[] Priors = [0.4, 0.2, 0.4];
    private static readonly int[] Classes = [0, 0, 1];

    // Class a on both sides of class b; class c has no samples.
    private static readonly ClassGaussians Components = new(
        ["a 1", "a 2", "b 1"], 1, sigma: 1, [.. Means.Select(mean => (float)mean)], new float[3], [.. Priors.Select(p => (float)p)], [40, 20, 40]);

    private static readonly ClassMixtures Mixtures = new(Components, Classes, classCount: 3);

    [Theory]
    [InlineData(PriorChoice.Training, 1)]
    [InlineData(PriorChoice.Training, 2.5)]
    [InlineData(PriorChoice.Uniform, 1)]
    public void The_posterior_is_that_of_the_sums_over_the_sub_classes(PriorChoice prior, double temperature)
    {
        var samples = new EmbeddingMatrix([0, 1.25f, 2, 3.8f, 60], 1);

        PosteriorMatrix posterior = Mixtures.Posterior(samples, prior, CovarianceChoice.Isotropic, temperature);

        for (int i = 0; i < samples.Count; i++)
        {
            double[] joint = [0, 0];
            for (int s = 0; s < Means.Length; s++)
            {
                double share = prior == PriorChoice.Training ? Priors[s] : Priors[s] / (Classes[s] == 0 ? 0.6 : 0.4);
                joint[Classes[s]] += share * Math.Exp(-(Math.Pow(samples[i][0] - Means[s], 2) - Math.Pow(samples[i][0] - 4, 2)) / 2);
            }

            double[] weights = [.. joint.Select(value => Math.Pow(value, 1 / temperature))];
            Assert.Equal(weights[0] / weights.Sum(), posterior[i][0], 1e-5);
            Assert.Equal(weights[1] / weights.Sum(), posterior[i][1], 1e-5);
            Assert.Equal(0, posterior[i][2]);
        }

        Assert.Equal([0, 1, 0], (int[])[posterior.MostProbable(0), posterior.MostProbable(2), posterior.MostProbable(3)]);
    }

    [Fact]
    public void Logarithms_are_densities_and_far_samples_do_not_overflow()
    {
        double[] logs = Mixtures.LogJoint(new EmbeddingMatrix([0, 1e4f], 1), PriorChoice.Training, CovarianceChoice.Isotropic);

        double density = ((0.4 * Math.Exp(0)) + (0.2 * Math.Exp(-8))) / Math.Sqrt(2 * Math.PI);
        Assert.Equal(Math.Log(density), logs[0], 1e-6);
        Assert.Equal(double.NegativeInfinity, logs[2]);
        Assert.True(double.IsFinite(logs[3]) && logs[3] > logs[4]);
    }

    [Fact]
    public void An_evaluation_judges_by_the_mixtures_before_the_gaussians()
    {
        var embeddings = new EmbeddingMatrix([0, 4, 2, 2.2f], 1);
        int[] labels = [0, 0, 1, 1];
        string[] names = ["a", "b", "c"];
        var input = new EvaluationInput(new DatasetSummary("memory", "valid", 4, "majority"), names, embeddings, labels)
        {
            Gaussians = new ClassGaussians(names, 1, 1, [1.33f, 2, 0], new float[3], [0.6f, 0.4f, 0], [60, 40, 0]),
            Temperature = 2,
        };
        var protocol = new EvaluationProtocol(new EvaluationOptions { Parts = EvaluationParts.Classification });

        Assert.Equal(0.25, protocol.Run(input).Report.Posterior!.Accuracy); // one Gaussian for both sides of b

        (EvaluationReport report, EvaluationDetails details) = protocol.Run(input with { Densities = Mixtures });
        Assert.Equal(1, report.Posterior!.Accuracy);
        Assert.NotNull(report.Posterior.CalibratedEce);

        // The temperature belongs to the priors and the covariance that it was fitted under.
        var uniform = new EvaluationProtocol(new EvaluationOptions { Parts = EvaluationParts.Classification, Prior = PriorChoice.Uniform });
        (EvaluationReport other, EvaluationDetails uncalibrated) = uniform.Run(input with { Densities = Mixtures });
        Assert.Null(other.Posterior!.CalibratedEce);
        Assert.Equal(
            Mixtures.Posterior(embeddings, PriorChoice.Uniform, CovarianceChoice.Isotropic).Values, uncalibrated.Posterior!.Values);
        Assert.Equal(
            Mixtures.Posterior(embeddings, PriorChoice.Training, CovarianceChoice.Isotropic, 2).Values, details.Posterior!.Values);
    }

    [Fact]
    public void Each_sub_class_is_of_one_class_that_exists()
    {
        Assert.Throws<ArgumentException>(() => new ClassMixtures(Components, [0, 1], 2));
        Assert.Throws<ArgumentException>(() => new ClassMixtures(Components, [0, 1, 2], 2));
        Assert.Throws<ArgumentException>(() => new ClassMixtures(Components, [0, -1, 1], 2));
    }
}
