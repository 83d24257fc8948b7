using System.Numerics.Tensors;
using Countenance.Clustering;

namespace Countenance.Classification;

/// <summary>One class's Gaussian ready for evaluation: the Cholesky factor L of its covariance, or σ² alone.</summary>
internal sealed class GaussianDensity
{
    private readonly float[] mean;      // [D]
    private readonly double[]? factor;  // L, row-major [D, D]; null for σ²I
    private readonly double variance;
    private readonly double logNormalizer;

    private GaussianDensity(float[] mean, double[]? factor, double variance)
    {
        this.mean = mean;
        this.factor = factor;
        this.variance = variance;
        var logDeterminant = mean.Length * Math.Log(variance);
        if (factor is not null)
        {
            logDeterminant = 0;
            for (var d = 0; d < mean.Length; d++)
            {
                logDeterminant += 2 * Math.Log(factor[(d * mean.Length) + d]);
            }
        }

        logNormalizer = (mean.Length * Math.Log(2 * Math.PI)) + logDeterminant;
    }

    /// <summary>The densities of all classes, [K]; null for a class without samples.</summary>
    public static GaussianDensity?[] Of(ClassGaussians gaussians, CovarianceChoice choice)
    {
        var dimension = gaussians.Dimension;
        var pooled = choice == CovarianceChoice.Isotropic ? [] : Pooled(gaussians);
        var shared = choice == CovarianceChoice.Pooled ? Cholesky(pooled, dimension, gaussians.Sigma) : null; // one for all classes
        var densities = new GaussianDensity?[gaussians.ClassCount];
        for (var c = 0; c < densities.Length; c++)
        {
            if (gaussians.Counts[c] == 0)
            {
                continue;
            }

            var factor = choice switch
            {
                CovarianceChoice.Isotropic => null,
                CovarianceChoice.Pooled => shared,
                CovarianceChoice.Full => Cholesky(Shrunk(gaussians, c, pooled), dimension, gaussians.Sigma),
                _ => throw new ArgumentOutOfRangeException(nameof(choice), choice, "The covariance must be isotropic, pooled or full."),
            };
            var mean = gaussians.Means.AsSpan(c * dimension, dimension).ToArray();
            densities[c] = new GaussianDensity(mean, factor, gaussians.Sigma * gaussians.Sigma);
        }

        return densities;
    }

    /// <summary>(z − μ)ᵀ Σ⁻¹ (z − μ) = ‖L⁻¹(z − μ)‖²; <paramref name="work"/> is [D].</summary>
    public double SquaredDistance(ReadOnlySpan<float> z, Span<double> work)
    {
        if (factor is null)
        {
            return Retrieval.SquaredDistance.Between(z, mean) / variance;
        }

        var sum = 0.0;
        for (var i = 0; i < mean.Length; i++)
        {
            var row = factor.AsSpan(i * mean.Length, i + 1);
            work[i] = (z[i] - (double)mean[i] - TensorPrimitives.Dot(row[..i], work[..i])) / row[i];
            sum += work[i] * work[i];
        }

        return sum;
    }

    /// <summary>ln N(z; μ, Σ); <paramref name="work"/> is [D].</summary>
    public double Log(ReadOnlySpan<float> z, Span<double> work) => -0.5 * (logNormalizer + SquaredDistance(z, work));

    private static double[] Pooled(ClassGaussians gaussians)
    {
        var size = gaussians.Dimension * gaussians.Dimension;
        var pooled = new double[size];
        var total = 0.0;
        for (var c = 0; c < gaussians.ClassCount; c++)
        {
            total += gaussians.Counts[c];
            for (var i = 0; i < size; i++)
            {
                pooled[i] += (double)gaussians.Counts[c] * gaussians.Covariances[(c * size) + i];
            }
        }

        TensorPrimitives.Divide(pooled, Math.Max(1, total), pooled);
        return pooled;
    }

    private static double[] Shrunk(ClassGaussians gaussians, int c, double[] pooled)
    {
        double count = gaussians.Counts[c];
        var dimension = gaussians.Dimension;
        var shrunk = new double[pooled.Length];
        for (var i = 0; i < shrunk.Length; i++)
        {
            shrunk[i] = ((count * gaussians.Covariances[(c * pooled.Length) + i]) + (dimension * pooled[i])) / (count + dimension);
        }

        return shrunk;
    }

    /// <summary>
    /// L with LLᵀ = Σ + εI, in place; ε = 10⁻⁶ of the mean variance (of σ² when the samples do not spread at all) keeps a flat Gaussian
    /// invertible.
    /// </summary>
    private static double[] Cholesky(double[] matrix, int dimension, double sigma)
    {
        var trace = 0.0;
        for (var d = 0; d < dimension; d++)
        {
            trace += matrix[(d * dimension) + d];
        }

        var ridge = 1e-6 * (trace > 0 ? trace / dimension : sigma * sigma);
        for (var d = 0; d < dimension; d++)
        {
            matrix[(d * dimension) + d] += ridge;
        }

        CholeskyFactor.Decompose(matrix, dimension, ridge); // rounding of the stored float covariance may leave a pivot at or below zero
        return matrix;
    }
}
