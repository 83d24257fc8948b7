using Countenance.Clustering;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Clustering;

/// <summary>Data a mixture cannot do much with: the answer stays finite and says what happened.</summary>
public class GaussianMixtureDegenerateTests
{
    public static TheoryData<CovarianceKind> Kinds => [.. Enum.GetValues<CovarianceKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fewer_samples_than_dimensions(CovarianceKind kind)
    {
        var (samples, labels) = RandomEmbeddings.Blobs(24, 40, 3, 0.5, seed: 101);

        var mixture = Fitted.Mixture(samples, new GaussianMixtureOptions { Components = 3, Covariance = kind, Restarts = 4 });

        AssertFinite(mixture, samples);
        Assert.Equal(1, ClusteringMetrics.AdjustedRand(labels, mixture.Predict(samples)), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Equal_samples(CovarianceKind kind)
    {
        var same = new EmbeddingMatrix([.. Enumerable.Repeat(3.7f, 120)], 3);

        var mixture = Fitted.Mixture(same, new GaussianMixtureOptions { Components = 4, Covariance = kind });

        AssertFinite(mixture, same);
        Assert.True(mixture.Converged);
        Assert.All(mixture.Means, value => Assert.Equal(3.7f, value, 1e-5f));
    }

    [Fact]
    public void Equal_samples_have_no_variance_however_many_they_are()
    {
        foreach (int count in (int[])[3, 10, 49, 1000])
        {
            Assert.Equal(0, KMeans.MeanVariance(new EmbeddingMatrix([.. Enumerable.Repeat(1.1f, 2 * count)], 2)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Duplicates_and_constant_coordinates(CovarianceKind kind)
    {
        var (plain, labels) = RandomEmbeddings.Blobs(60, 5, 3, 0.4, seed: 102);
        var rows = Enumerable.Range(0, 240).Select(i => i % 60).ToArray();
        var samples = new EmbeddingMatrix([.. rows.SelectMany(i => (float[])[.. plain[i], 0, 1000])], 7);

        var mixture = Fitted.Mixture(samples, new GaussianMixtureOptions { Components = 3, Covariance = kind, Restarts = 4 });

        AssertFinite(mixture, samples);
        var expected = Array.ConvertAll(rows, i => labels[i]);
        Assert.Equal(1, ClusteringMetrics.AdjustedRand(expected, mixture.Predict(samples)), 1e-9);
        Assert.All(Enumerable.Range(0, 3), k => Assert.Equal(1000, mixture.Means[(k * 7) + 6], 1e-3));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void As_many_components_as_samples(CovarianceKind kind)
    {
        var (samples, _) = RandomEmbeddings.Blobs(8, 3, 2, 1.0, seed: 103);

        var mixture = Fitted.Mixture(samples, new GaussianMixtureOptions { Components = 8, Covariance = kind });

        AssertFinite(mixture, samples);
        Assert.Equal(8, mixture.Predict(samples).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Samples_far_from_every_component(CovarianceKind kind)
    {
        var (samples, _) = RandomEmbeddings.Blobs(300, 6, 3, 0.5, seed: 104);
        var mixture = Fitted.Mixture(samples, new GaussianMixtureOptions { Components = 3, Covariance = kind });
        var far = new EmbeddingMatrix(
            [.. ((float[])[1e3f, 1e10f, -1e25f, float.MaxValue, float.MinValue]).SelectMany(value => Enumerable.Repeat(value, 6))], 6);

        var posterior = mixture.Responsibilities(far);
        var likelihood = mixture.LogLikelihood(far);

        Assert.All(posterior.Values, value => Assert.InRange(value, 0, 1));
        Assert.All(Enumerable.Range(0, far.Count), i => Assert.Equal(1, posterior[i].ToArray().Sum(), 1e-5));
        Assert.All(likelihood, value => Assert.True(float.IsFinite(value)));
        Assert.True(likelihood[0] > likelihood[1] && likelihood[1] > likelihood[2]);
    }

    /// <summary>The third start mean has no sample; the third blob lies farthest from the other two.</summary>
    [Fact]
    public void An_empty_component_moves_to_the_samples_explained_least()
    {
        var random = new Random(105);
        float[] centers = [0, 3, 40];
        var labels = Enumerable.Range(0, 600).Select(i => i % 3).ToArray();
        var samples = new EmbeddingMatrix(
            [.. labels.SelectMany(label => (float[])[centers[label] + random.NextSingle(), random.NextSingle()])], 2);

        var mixture = Fitted.Mixture(
            samples, new GaussianMixtureOptions { Components = 3, StartMeans = [0, 0.5f, 3, 0.5f, 1e6f, 0] });

        Assert.True(mixture.Converged);
        Assert.Equal(1, ClusteringMetrics.AdjustedRand(labels, mixture.Predict(samples)), 1e-9);
        Assert.Equal(40.5, mixture.Means[4], 0.1);
    }

    /// <summary>Two narrow blobs leave no room for a third component, wherever it is moved.</summary>
    [Fact]
    public void A_component_that_stays_empty_is_given_up()
    {
        var random = new Random(106);
        var labels = Enumerable.Range(0, 400).Select(i => i % 2).ToArray();
        var samples = new EmbeddingMatrix(
            [.. labels.SelectMany(label => (float[])[(10 * label) + (0.01f * random.NextSingle()), 0.01f * random.NextSingle()])], 2);

        var mixture = Fitted.Mixture(
            samples, new GaussianMixtureOptions { Components = 3, StartMeans = [0, 0, 10, 0, 1e6f, 0] });

        AssertFinite(mixture, samples);
        Assert.True(mixture.Converged);
        Assert.Equal([0.5f, 0.5f, 0], mixture.Weights);
        Assert.Equal(labels, mixture.Predict(samples));
        Assert.All(Enumerable.Range(0, 400), i => Assert.Equal(0, mixture.Responsibilities(samples)[i][2]));
    }

    private static void AssertFinite(GaussianMixture mixture, EmbeddingMatrix samples)
    {
        Assert.All(mixture.Weights, value => Assert.InRange(value, 0, 1.000001f));
        Assert.Equal(1, mixture.Weights.Sum(), 1e-5);
        Assert.All(mixture.Means, value => Assert.True(float.IsFinite(value)));
        Assert.All(mixture.Covariances, value => Assert.True(float.IsFinite(value)));
        Assert.True(double.IsFinite(mixture.MeanLogLikelihood));
        Assert.All(mixture.Responsibilities(samples).Values, value => Assert.InRange(value, 0, 1.000001f));
        Assert.All(mixture.LogLikelihood(samples), value => Assert.True(float.IsFinite(value)));
    }
}
