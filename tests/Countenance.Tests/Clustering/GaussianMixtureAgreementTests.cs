using System.Text.Json;
using Countenance.Clustering;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Clustering;

/// <summary>The same parameters as scikit-learn's and as plain loops', iteration by iteration from the same start.</summary>
public class GaussianMixtureAgreementTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "Clustering", "mixture.json"))).RootElement;

    public static TheoryData<CovarianceKind> Kinds => [.. Enum.GetValues<CovarianceKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Iterations_are_scikit_learns(CovarianceKind kind)
    {
        var fits = Golden.GetProperty("fits").EnumerateArray().Where(fit => fit.GetProperty("kind").GetString() == kind.ToString());
        var fresh = Golden.Matrix("fresh");

        foreach (var golden in fits)
        {
            var mixture = Fitted.Mixture(Golden.Matrix("samples"), new GaussianMixtureOptions
            {
                Components = Golden.GetProperty("components").GetInt32(),
                Covariance = kind,
                StartMeans = Golden.Matrix("start").Values,
                MaxIterations = golden.GetProperty("iterations").GetInt32(),
                Tolerance = 0,
                Regularisation = Golden.Number("regularisation"),
            });

            Assert.Equal(golden.GetProperty("iterations").GetInt32(), mixture.Iterations);
            AssertClose(golden.Doubles("weights"), mixture.Weights, 1e-6);
            AssertClose(golden.Doubles("means"), mixture.Means, 1e-5);
            AssertClose(golden.Doubles("covariances"), mixture.Covariances, 1e-5);
            Assert.Equal(golden.Number("meanLogLikelihood"), mixture.MeanLogLikelihood, 1e-6);
            AssertClose(golden.Doubles("freshLogLikelihood"), mixture.LogLikelihood(fresh), 1e-3);
            AssertClose(golden.Doubles("freshResponsibilities"), mixture.Responsibilities(fresh).Values, 1e-4);
        }
    }

    /// <summary>Sizes that fill no panel, tile or block of samples evenly; many more members than one batch of the M-step.</summary>
    [Theory]
    [InlineData(CovarianceKind.Full, 19)]
    [InlineData(CovarianceKind.Full, 40)]
    [InlineData(CovarianceKind.Diagonal, 19)]
    [InlineData(CovarianceKind.Spherical, 7)]
    public void Iterations_are_those_of_plain_loops(CovarianceKind kind, int dimension)
    {
        var (samples, _) = RandomEmbeddings.Blobs(701, dimension, 3, 4.0, seed: 71);
        samples = samples.Rotated(0.7);
        int[] starts = [5, 200, 455, 690];
        var slow = new SlowMixture(
            samples, [.. starts.Select(i => Array.ConvertAll(samples[i].ToArray(), static value => (double)value))], kind, 1e-4);
        var options = new GaussianMixtureOptions
        {
            Components = starts.Length,
            Covariance = kind,
            StartMeans = [.. starts.SelectMany(i => samples[i].ToArray())],
            MaxIterations = 3,
            Tolerance = 0,
            Regularisation = 1e-4,
        };

        var mixture = Fitted.Mixture(samples, options);
        slow.Iterate();
        slow.Iterate();
        slow.Iterate();

        AssertClose(slow.Weights, mixture.Weights, 1e-6);
        AssertClose([.. slow.Means.SelectMany(mean => mean)], mixture.Means, 1e-5);
        AssertClose([.. slow.Covariances.SelectMany(matrix => Restricted(matrix, kind))], mixture.Covariances, 1e-5);
        var some = Enumerable.Range(0, 30).Select(i => i * 23).ToArray();
        var posterior = mixture.Responsibilities(samples);
        var likelihood = mixture.LogLikelihood(samples);
        foreach (var i in some)
        {
            AssertClose(slow.Posterior(samples[i].ToArray()), posterior[i].ToArray(), 1e-5);
            Assert.Equal(slow.LogLikelihood(samples[i].ToArray()), likelihood[i], 1e-3);
        }
    }

    private static IEnumerable<double> Restricted(double[][] matrix, CovarianceKind kind) => kind switch
    {
        CovarianceKind.Full => matrix.SelectMany(row => row),
        CovarianceKind.Diagonal => matrix.Select((row, d) => row[d]),
        _ => [matrix[0][0]],
    };

    private static void AssertClose(double[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance * Math.Max(1, Math.Abs(expected[i])));
        }
    }
}
