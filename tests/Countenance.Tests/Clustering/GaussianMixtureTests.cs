using Countenance.Clustering;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Clustering;

public class GaussianMixtureTests
{
    public static TheoryData<CovarianceKind> Kinds => [.. Enum.GetValues<CovarianceKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_known_mixture_is_recovered(CovarianceKind kind)
    {
        var (samples, labels) = RandomEmbeddings.Blobs(3000, 12, 5, 0.7, seed: 81);

        var mixture = Fitted.Mixture(samples, new GaussianMixtureOptions { Components = 5, Covariance = kind, Restarts = 3 });

        Assert.True(mixture.Converged);
        Assert.Equal(1, ClusteringMetrics.AdjustedMutualInformation(labels, mixture.Predict(samples)), 1e-2);
        Assert.All(mixture.Weights, weight => Assert.Equal(0.2, weight, 1e-2));
        var variances = kind switch
        {
            CovarianceKind.Full => mixture.Covariances.Where((_, i) => i % (12 * 12) % 13 == 0),
            _ => mixture.Covariances,
        };
        Assert.All(variances, variance => Assert.InRange(variance, 0.49 * 0.75, 0.49 * 1.25));
    }

    [Fact]
    public void Starts_along_the_axes_find_what_differs_where_little_varies()
    {
        var random = new Random(5);
        var labels = new int[2000];
        var values = new float[labels.Length * 6];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = random.Next(10) < 3 ? 1 : 0;
            for (var d = 0; d < 6; d++)
            {
                var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                values[(i * 6) + d] = (float)(d < 5 ? 8 * normal : (0.3 * normal) + (2 * labels[i]));
            }
        }

        var samples = new EmbeddingMatrix(values, 6);
        var options = new GaussianMixtureOptions { Components = 2, Restarts = 1, MaxIterations = 6 };

        var blind = Fitted.Mixture(samples, options);
        var seeing = Fitted.Mixture(samples, options with { AxisStarts = 9 });

        Assert.True(ClusteringMetrics.AdjustedMutualInformation(labels, blind.Predict(samples)) < 0.2);
        Assert.True(ClusteringMetrics.AdjustedMutualInformation(labels, seeing.Predict(samples)) > 0.95);
        Assert.True(seeing.MeanLogLikelihood > blind.MeanLogLikelihood);
    }

    [Fact]
    public void The_clearest_start_parts_what_is_apart_though_another_is_likelier()
    {
        // Two groups five standard deviations apart along coordinate 0. Along the other three a narrow and a wide Gaussian, whichever the
        // group: telling these apart is likelier.
        var random = new Random(11);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var groups = new int[4000];
        var values = new float[groups.Length * 4];
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = random.Next(2);
            var width = random.Next(2) == 0 ? 1 : 3;
            values[i * 4] = (float)(Normal() + (5 * groups[i]));
            for (var d = 1; d < 4; d++)
            {
                values[(i * 4) + d] = (float)(width * Normal() * 3) + (d == 1 ? width : 0);
            }
        }

        var samples = new EmbeddingMatrix(values, 4);
        var options = new GaussianMixtureOptions { Components = 2, Restarts = 1, AxisStarts = 4, MaxIterations = 300, Tolerance = 1e-6 };

        var likeliest = Fitted.Mixture(samples, options);
        var clearest = Fitted.Mixture(samples, options with { Selection = MixtureSelection.Clearest });

        Assert.True(clearest.MeanLogLikelihood < likeliest.MeanLogLikelihood);
        Assert.True(ClusteringMetrics.AdjustedMutualInformation(groups, likeliest.Predict(samples)) < 0.1);
        Assert.True(ClusteringMetrics.AdjustedMutualInformation(groups, clearest.Predict(samples)) > 0.9);
    }

    [Fact]
    public void A_few_outliers_are_not_the_clearest_start()
    {
        MixtureOutcome Outcome(double entropy, double likelihood, params double[] weights)
        {
            var parameters = new MixtureParameters(weights.Length, 1, CovarianceKind.Full);
            weights.CopyTo(parameters.Weights, 0);
            return new MixtureOutcome(parameters, likelihood, 1, true, entropy);
        }

        var outliers = Outcome(0.001, -1, 0.02, 0.98);
        var fewer = Outcome(0, -2, 0.01, 0.99);
        var groups = Outcome(0.1, -3, 0.4, 0.6);
        var clearer = Outcome(0.05, -4, 0.5, 0.5);

        Assert.True(groups.IsBetterThan(outliers, MixtureSelection.Clearest));
        Assert.False(outliers.IsBetterThan(groups, MixtureSelection.Clearest));
        Assert.True(clearer.IsBetterThan(groups, MixtureSelection.Clearest));
        Assert.True(outliers.IsBetterThan(fewer, MixtureSelection.Clearest));
        Assert.True(groups.IsBetterThan(clearer, MixtureSelection.Likeliest));
        Assert.False(groups.IsBetterThan(groups, MixtureSelection.Clearest));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_likelihood_never_falls(CovarianceKind kind)
    {
        var (samples, _) = RandomEmbeddings.Blobs(1500, 10, 4, 3.5, seed: 82);
        var reports = new MixtureReports();
        var options = new GaussianMixtureOptions { Components = 6, Covariance = kind, Restarts = 2, MaxIterations = 40 };

        Fitted.Mixture(samples, options with { Tolerance = 0, Regularisation = 1e-12 }, reports);

        foreach (var start in reports.All.GroupBy(report => report.Restart))
        {
            var values = start.Select(report => report.MeanLogLikelihood).ToArray();
            Assert.Equal(Enumerable.Range(0, values.Length), start.Select(report => report.Iteration));
            Assert.True(values.Length > 10);
            Assert.True(values[^1] > values[0] + 0.01);
            Assert.All(values.Zip(values.Skip(1)), pair => Assert.True(pair.Second >= pair.First - 1e-6));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Posteriors_sum_to_one_and_agree_with_predictions_and_likelihood(CovarianceKind kind)
    {
        var (samples, _) = RandomEmbeddings.Blobs(600, 9, 4, 3.0, seed: 83);
        var mixture = Fitted.Mixture(samples, new GaussianMixtureOptions { Components = 4, Covariance = kind });

        var posterior = mixture.Responsibilities(samples);

        Assert.All(Enumerable.Range(0, 600), i => Assert.Equal(1, posterior[i].ToArray().Sum(value => (double)value), 1e-6));
        Assert.Equal(posterior.MostProbable(), mixture.Predict(samples));
        Assert.Equal(mixture.MeanLogLikelihood, mixture.LogLikelihood(samples).Average(value => (double)value), 1e-4);
        Assert.Equal(1, mixture.Weights.Sum(), 1e-6);
    }

    [Fact]
    public void The_order_of_the_rows_changes_nothing_but_rounding()
    {
        var (samples, _) = RandomEmbeddings.Blobs(900, 8, 3, 3.0, seed: 84);
        var order = RandomEmbeddings.Order(900, seed: 85);
        float[] start = [.. samples[0], .. samples[1], .. samples[2]];
        var options = new GaussianMixtureOptions { Components = 3, MaxIterations = 20, StartMeans = start };

        var plain = Fitted.Mixture(samples, options);
        var other = Fitted.Mixture(samples.Reordered(order), options);

        AssertSame(plain.Weights, other.Weights, 1e-6);
        AssertSame(plain.Means, other.Means, 1e-5);
        AssertSame(plain.Covariances, other.Covariances, 1e-5);
        var expected = plain.Predict(samples);
        Assert.Equal(Array.ConvertAll(order, i => expected[i]), other.Predict(samples.Reordered(order)));
    }

    [Fact]
    public void A_component_descends_from_the_start_mean_of_its_number()
    {
        var (samples, _) = RandomEmbeddings.Blobs(900, 8, 3, 3.0, seed: 86);
        int[] starts = [0, 1, 2];
        int[] turned = [2, 0, 1];

        var plain = Fit(starts);
        var other = Fit(turned);

        for (var k = 0; k < 3; k++)
        {
            Assert.Equal(plain.Weights[turned[k]], other.Weights[k], 1e-6);
            AssertSame([.. plain.Means.Skip(turned[k] * 8).Take(8)], [.. other.Means.Skip(k * 8).Take(8)], 1e-5);
        }

        GaussianMixture Fit(int[] rows) => Fitted.Mixture(
            samples, new GaussianMixtureOptions { Components = 3, StartMeans = [.. rows.SelectMany(i => samples[i].ToArray())] });
    }

    [Fact]
    public void The_number_of_threads_changes_nothing_and_the_seed_rules()
    {
        var (samples, _) = RandomEmbeddings.Blobs(2000, 20, 5, 5.0, seed: 87);
        var options = new GaussianMixtureOptions { Components = 7, MaxIterations = 4, Seed = 5 };

        var one = Fitted.Mixture(samples, options with { Threads = 1 });
        var many = Fitted.Mixture(samples, options with { Threads = 8 });
        var otherSeed = Fitted.Mixture(samples, options with { Seed = 6 });

        Assert.Equal(one.Weights, many.Weights);
        Assert.Equal(one.Means, many.Means);
        Assert.Equal(one.Covariances, many.Covariances);
        Assert.Equal(one.MeanLogLikelihood, many.MeanLogLikelihood);
        Assert.Equal(one.Responsibilities(samples).Values, many.Responsibilities(samples).Values);
        Assert.NotEqual(one.MeanLogLikelihood, otherSeed.MeanLogLikelihood);
    }

    [Fact]
    public void The_start_with_the_highest_likelihood_is_kept()
    {
        var (samples, _) = RandomEmbeddings.Blobs(400, 4, 10, 1.5, seed: 88);
        var reports = new MixtureReports();
        var options = new GaussianMixtureOptions { Components = 8, Restarts = 6, Covariance = CovarianceKind.Diagonal, Seed = 2 };

        var mixture = Fitted.Mixture(samples, options, reports);

        var ends = reports.All.GroupBy(report => report.Restart).Select(start => start.Last()).ToArray();
        Assert.Equal(6, ends.Length);
        Assert.True(ends.Distinct().Count() > 1);
        Assert.Equal(ends.Max(end => end.MeanLogLikelihood), mixture.MeanLogLikelihood);
        Assert.Equal(ends.MaxBy(end => end.MeanLogLikelihood).Iteration, mixture.Iterations);
    }

    [Fact]
    public void It_says_whether_it_converged()
    {
        var (samples, _) = RandomEmbeddings.Blobs(800, 6, 4, 3.0, seed: 89);

        var stopped = Fitted.Mixture(samples, new GaussianMixtureOptions { Components = 5, MaxIterations = 2, Tolerance = 0 });
        var rested = Fitted.Mixture(samples, new GaussianMixtureOptions { Components = 5, MaxIterations = 1000 });

        Assert.False(stopped.Converged);
        Assert.Equal(2, stopped.Iterations);
        Assert.True(rested.Converged);
        Assert.InRange(rested.Iterations, 3, 999);
    }

    /// <summary>Squares of the smaller numbers are far below the range of a float, those of the larger beyond it.</summary>
    [Theory]
    [InlineData(1e-25)]
    [InlineData(1e25)]
    public void The_unit_of_the_embedding_does_not_matter(double unit)
    {
        var (samples, _) = RandomEmbeddings.Blobs(500, 6, 3, 2.0, seed: 90);
        var scaled = new EmbeddingMatrix(Array.ConvertAll(samples.Values, value => (float)(value * unit)), 6);
        var options = new GaussianMixtureOptions { Components = 3, MaxIterations = 10, Tolerance = 0 };

        var plain = Fitted.Mixture(samples, options);
        var other = Fitted.Mixture(scaled, options);

        AssertSame(plain.Weights, other.Weights, 1e-4);
        AssertSame(plain.Means, Array.ConvertAll(other.Means, value => (float)(value / unit)), 1e-3);
        Assert.Equal(plain.MeanLogLikelihood, other.MeanLogLikelihood + (6 * Math.Log(unit)), 1e-3);
    }

    [Fact]
    public void A_fit_can_be_stopped()
    {
        var (samples, _) = RandomEmbeddings.Blobs(500, 6, 3, 3.0, seed: 91);
        using var stop = new CancellationTokenSource();
        var reports = new MixtureReports(report =>
        {
            if (report.Iteration == 3)
            {
                stop.Cancel();
            }
        });
        var options = new GaussianMixtureOptions { Components = 4, Tolerance = 0 };

        Assert.ThrowsAny<OperationCanceledException>(() => GaussianMixture.Fit(samples, options, reports, stop.Token));

        Assert.Equal(4, reports.All.Count);
    }

    [Fact]
    public void Misuse_is_refused_and_says_what_must_hold()
    {
        var samples = new EmbeddingMatrix([1, 2, 3, 4, 5, 6], 2);
        var good = new GaussianMixtureOptions { Components = 2 };

        Refused(good with { Components = 0 }, "Components");
        Refused(good with { Components = 4 }, "at least as many samples as the 4 components. Got 3");
        Refused(good with { Restarts = 0 }, "Restarts");
        Refused(good with { MaxIterations = 0 }, "MaxIterations");
        Refused(good with { Covariance = (CovarianceKind)7 }, "Covariance must be full, diagonal or spherical. Got 7");
        Refused(good with { Tolerance = double.NaN }, "Tolerance must be at least 0. Got NaN");
        Refused(good with { Regularisation = 0 }, "Regularisation must be positive and finite. Got 0");
        Refused(good with { Threads = 0 }, "Threads must be positive");
        Refused(good with { StartMeans = [1, 2, 3] }, "StartMeans must be one row for each of the 2 components. Got 3 values");
        Refused(good with { StartMeans = [1, 2, 3, float.NaN] }, "StartMeans must be finite. Got NaN");
        Refused(good with { StartMeans = [1, 2] }, "StartMeans must hold 2 × 2 values. Got 2");
        var mixture = Fitted.Mixture(samples, good);
        Assert.Throws<ArgumentException>(() => mixture.Predict(new EmbeddingMatrix([1, 2, 3], 3)));
        Assert.Throws<ArgumentException>(() => mixture.Responsibilities(new EmbeddingMatrix([1, float.PositiveInfinity], 2)));
        Assert.Throws<ArgumentException>(() => Fitted.Mixture(new EmbeddingMatrix([1, float.NaN], 1), good));

        void Refused(GaussianMixtureOptions options, string message)
        {
            var error = Assert.ThrowsAny<ArgumentException>(() => Fitted.Mixture(samples, options));
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
        }
    }

    private static void AssertSame(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance * Math.Max(1, Math.Abs(expected[i])));
        }
    }
}
