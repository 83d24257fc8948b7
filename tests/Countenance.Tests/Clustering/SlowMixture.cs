using Countenance.Clustering;

namespace Countenance.Tests.Clustering;

/// <summary>Expectation-maximisation in plain loops, from the nearest of given means; Gaussian elimination in place of Cholesky.</summary>
internal sealed class SlowMixture
{
    private readonly EmbeddingMatrix samples;
    private readonly CovarianceKind kind;
    private readonly double ridge;

    public SlowMixture(EmbeddingMatrix samples, double[][] start, CovarianceKind kind, double regularisation)
    {
        this.samples = samples;
        this.kind = kind;
        var all = Enumerable.Range(0, samples.Count).ToArray();
        ridge = regularisation * Enumerable.Range(0, samples.Dimension).Average(d =>
        {
            var mean = all.Average(i => (double)samples[i][d]);
            return all.Average(i => Math.Pow(samples[i][d] - mean, 2));
        });
        var hard = Array.ConvertAll(all, i =>
        {
            var nearest = start.MinBy(mean => Enumerable.Range(0, samples.Dimension).Sum(d => Math.Pow(samples[i][d] - mean[d], 2)));
            return Array.ConvertAll(start, mean => mean == nearest ? 1.0 : 0);
        });
        Maximize(hard);
    }

    public double[] Weights { get; private set; } = [];

    public double[][] Means { get; private set; } = [];

    public double[][][] Covariances { get; private set; } = [];

    public void Iterate() => Maximize([.. Enumerable.Range(0, samples.Count).Select(i => Posterior(samples[i].ToArray()))]);

    public double[] Posterior(float[] z)
    {
        var logs = Logs(z);
        var total = Sum(logs);
        return Array.ConvertAll(logs, log => Math.Exp(log - total));
    }

    public double LogLikelihood(float[] z) => Sum(Logs(z));

    private static double Sum(double[] logs) => logs.Max() + Math.Log(logs.Sum(log => Math.Exp(log - logs.Max())));

    private double[] Logs(float[] z) =>
        [.. Enumerable.Range(0, Weights.Length).Select(k => Math.Log(Weights[k]) + LogDensity(z, Means[k], Covariances[k]))];

    private void Maximize(double[][] posterior)
    {
        var (count, dimension) = (samples.Count, samples.Dimension);
        var components = posterior[0].Length;
        Weights = new double[components];
        Means = new double[components][];
        Covariances = new double[components][][];
        for (var k = 0; k < components; k++)
        {
            var mass = posterior.Sum(row => row[k]);
            var mean = new double[dimension];
            var covariance = Enumerable.Range(0, dimension).Select(_ => new double[dimension]).ToArray();
            for (var i = 0; i < count; i++)
            {
                for (var d = 0; d < dimension; d++)
                {
                    mean[d] += posterior[i][k] * samples[i][d] / mass;
                }
            }

            for (var i = 0; i < count; i++)
            {
                for (var a = 0; a < dimension; a++)
                {
                    for (var b = 0; b < dimension; b++)
                    {
                        covariance[a][b] += posterior[i][k] * (samples[i][a] - mean[a]) * (samples[i][b] - mean[b]) / mass;
                    }
                }
            }

            Restrict(covariance);
            (Weights[k], Means[k], Covariances[k]) = (mass / count, mean, covariance);
        }
    }

    private void Restrict(double[][] covariance)
    {
        var mean = covariance.Select((row, d) => row[d]).Average();
        for (var a = 0; a < covariance.Length; a++)
        {
            for (var b = 0; b < covariance.Length; b++)
            {
                var value = a == b && kind == CovarianceKind.Spherical ? mean : covariance[a][b];
                covariance[a][b] = a == b ? value + ridge : kind == CovarianceKind.Full ? value : 0;
            }
        }
    }

    private static double LogDensity(float[] z, double[] mean, double[][] covariance)
    {
        var size = z.Length;
        var rows = covariance.Select((row, d) => (double[])[.. row, z[d] - mean[d]]).ToArray();
        var logDeterminant = 0.0;
        for (var p = 0; p < size; p++)
        {
            logDeterminant += Math.Log(rows[p][p]); // Positive definite: every pivot is positive as it comes.
            for (var r = p + 1; r < size; r++)
            {
                var factor = rows[r][p] / rows[p][p];
                for (var c = p; c <= size; c++)
                {
                    rows[r][c] -= factor * rows[p][c];
                }
            }
        }

        var squared = Enumerable.Range(0, size).Sum(d => rows[d][size] * rows[d][size] / rows[d][d]);
        return -0.5 * ((size * Math.Log(2 * Math.PI)) + logDeterminant + squared);
    }
}
