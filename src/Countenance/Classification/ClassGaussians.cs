using Countenance.Retrieval;
using MathNet.Numerics;

namespace Countenance.Classification;

/// <summary>
/// The Gaussian of each class (or sub-class) over the training split: mean, within-class covariance, prior and count, with the σ of the
/// loss. Plain arrays, stored as tensors in a model file; posteriors, typicality and audits need nothing else.
/// </summary>
public sealed class ClassGaussians : IClassDensities
{
    /// <summary>Wraps the arrays without copying them.</summary>
    /// <param name="classNames">The K names.</param>
    /// <param name="dimension">D, the length of one embedding.</param>
    /// <param name="sigma">σ of the loss, in the units of the embedding.</param>
    /// <param name="means">Class means, row-major [K, D].</param>
    /// <param name="covariances">Within-class covariances (division by the count), row-major [K, D, D].</param>
    /// <param name="priors">Shares of the training samples, [K].</param>
    /// <param name="counts">Training samples per class, [K]; a class with 0 takes no part.</param>
    /// <exception cref="ArgumentException">A length does not fit, a value is not finite, or a prior or count is negative.</exception>
    /// <exception cref="ArgumentOutOfRangeException">σ, K or D is not positive.</exception>
    public ClassGaussians(
        IReadOnlyList<string> classNames, int dimension, double sigma, float[] means, float[] covariances, float[] priors, float[] counts)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classNames.Count, nameof(classNames));
        if (!(sigma > 0) || double.IsInfinity(sigma))
        {
            throw new ArgumentOutOfRangeException(nameof(sigma), $"Sigma must be positive and finite. Got {sigma}.");
        }

        var k = classNames.Count;
        Require(means, (long)k * dimension, float.IsFinite, "Means", nameof(means));
        Require(covariances, (long)k * dimension * dimension, float.IsFinite, "Covariances", nameof(covariances));
        Require(priors, k, static p => p >= 0 && float.IsFinite(p), "Priors", nameof(priors));
        Require(counts, k, static n => n >= 0 && float.IsFinite(n), "Counts", nameof(counts));
        if (!counts.Zip(priors, static (n, p) => n > 0 && p > 0).Any(static occurs => occurs))
        {
            throw new ArgumentException("At least one class must have samples and a positive prior. Got none.", nameof(counts));
        }

        ClassNames = [.. classNames];
        Dimension = dimension;
        Sigma = sigma;
        Means = means;
        Covariances = covariances;
        Priors = priors;
        Counts = counts;
    }

    /// <summary>The K class names.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>K, the number of classes.</summary>
    public int ClassCount => ClassNames.Count;

    /// <summary>D, the length of one embedding.</summary>
    public int Dimension { get; }

    /// <summary>σ of the loss, in the units of the embedding.</summary>
    public double Sigma { get; }

    /// <summary>Class means, row-major [K, D]; zeros for a class without samples.</summary>
    public float[] Means { get; }

    /// <summary>Within-class covariances, (1/n_c) Σ (z − μ_c)(z − μ_c)ᵀ, row-major [K, D, D].</summary>
    public float[] Covariances { get; }

    /// <summary>Shares of the training samples, [K], summing to 1.</summary>
    public float[] Priors { get; }

    /// <summary>Training samples per class, [K]; whole numbers.</summary>
    public float[] Counts { get; }

    /// <summary>Estimates the Gaussians by maximum likelihood; sums in double.</summary>
    /// <param name="embeddings">Training embeddings, [N, D], finite.</param>
    /// <param name="labels">Class of each row, −1 for none (left out), [N].</param>
    /// <param name="classNames">The K names.</param>
    /// <param name="sigma">σ of the loss.</param>
    /// <exception cref="ArgumentException">Lengths differ, a label is not a class, none is labelled, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">σ is not positive.</exception>
    public static ClassGaussians Estimate(
        EmbeddingMatrix embeddings, ReadOnlySpan<int> labels, IReadOnlyList<string> classNames, double sigma)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(classNames);
        ClassificationMetrics.RequireClasses(labels, classNames.Count, nameof(labels));
        DistancePanels.RequireFinite(embeddings, nameof(embeddings));
        var labelled = LabelledRows.Of(embeddings, labels, nameof(labels));
        if (labelled.Labels.Length == 0)
        {
            throw new ArgumentException("At least one sample must be labelled. Got none.", nameof(labels));
        }

        var dimension = embeddings.Dimension;
        var means = new float[checked(classNames.Count * dimension)];
        var covariances = new float[checked(means.Length * dimension)];
        var counts = new float[classNames.Count];
        Parallel.For(0, classNames.Count, c =>
        {
            counts[c] = GaussianEstimate.OfClass(
                labelled, c, means.AsSpan(c * dimension, dimension), covariances.AsSpan(c * dimension * dimension, dimension * dimension));
        });
        var priors = Array.ConvertAll(counts, count => (float)((double)count / labelled.Labels.Length));
        return new ClassGaussians(classNames, dimension, sigma, means, covariances, priors, counts);
    }

    /// <summary>ln p(c, z) = ln (π_c·N(z; μ_c, Σ_c)), not normalised over the classes; −∞ for a class without samples.</summary>
    /// <param name="embeddings">The samples, [N, D], finite.</param>
    /// <param name="prior">π; uniform ones are taken as 1, which leaves ln N.</param>
    /// <param name="covariance">Σ.</param>
    /// <returns>Logarithms, row-major [N, K].</returns>
    /// <exception cref="ArgumentException">The dimensions differ, or a value is not finite.</exception>
    public double[] LogJoint(EmbeddingMatrix embeddings, PriorChoice prior, CovarianceChoice covariance)
    {
        var logs = LogDensities(embeddings, covariance);
        var logPriors = Array.ConvertAll(Priors, p => prior == PriorChoice.Uniform ? 0 : Math.Log(p));
        for (var i = 0; i < logs.Length; i++)
        {
            logs[i] += logPriors[i % ClassCount];
        }

        return logs;
    }

    /// <summary>ln N(z; μ_c, Σ_c) = −½ (D ln 2π + ln|Σ_c| + (z − μ_c)ᵀ Σ_c⁻¹ (z − μ_c)); −∞ for a class without samples.</summary>
    /// <param name="embeddings">The samples, [N, D], finite.</param>
    /// <param name="covariance">Σ.</param>
    /// <returns>Log densities, row-major [N, K].</returns>
    /// <exception cref="ArgumentException">The dimensions differ, or a value is not finite.</exception>
    public double[] LogDensities(EmbeddingMatrix embeddings, CovarianceChoice covariance)
    {
        RequireSamples(embeddings);
        var gaussians = GaussianDensity.Of(this, covariance);
        var logs = new double[checked(embeddings.Count * ClassCount)];
        Parallel.For(0, embeddings.Count, () => new double[Dimension], (i, _, work) =>
        {
            for (var c = 0; c < ClassCount; c++)
            {
                logs[(i * ClassCount) + c] = gaussians[c]?.Log(embeddings[i], work) ?? double.NegativeInfinity;
            }

            return work;
        }, static _ => { });
        return logs;
    }

    /// <summary>
    /// How typical each sample is of a class: the probability that a draw from the class's Gaussian lies farther from the mean than the
    /// sample, P(χ²_D ≥ (z − μ)ᵀ Σ⁻¹ (z − μ)). 1 at the mean, towards 0 far away; uniform on 0–1 for true draws.
    /// </summary>
    /// <param name="embeddings">The samples, [N, D], finite.</param>
    /// <param name="classes">The class whose Gaussian judges each sample, [N].</param>
    /// <param name="covariance">Σ.</param>
    /// <returns>Probabilities, [N]; 0 for a class without samples.</returns>
    /// <exception cref="ArgumentException">The lengths or dimensions differ, a class does not exist, or a value is not finite.</exception>
    public double[] Typicality(EmbeddingMatrix embeddings, ReadOnlySpan<int> classes, CovarianceChoice covariance)
    {
        RequireSamples(embeddings);
        if (classes.Length != embeddings.Count)
        {
            throw new ArgumentException($"There must be one class per sample, {embeddings.Count}. Got {classes.Length}.", nameof(classes));
        }

        var gaussians = GaussianDensity.Of(this, covariance);
        var tails = new double[classes.Length];
        var work = new double[Dimension];
        for (var i = 0; i < tails.Length; i++)
        {
            if ((uint)classes[i] >= (uint)ClassCount)
            {
                throw new ArgumentException($"Classes must be below {ClassCount}. Got {classes[i]} at {i}.", nameof(classes));
            }

            var gaussian = gaussians[classes[i]];
            tails[i] = gaussian is null ? 0 : ChiSquareTail(gaussian.SquaredDistance(embeddings[i], work));
        }

        return tails;
    }

    // Beyond 1e5 the tail is below the smallest double for any D in use, and the series would only lose time.
    private double ChiSquareTail(double squared) =>
        squared <= 0 ? 1 : squared > 1e5 + (10.0 * Dimension) ? 0 : SpecialFunctions.GammaUpperRegularized(Dimension / 2.0, squared / 2);

    private void RequireSamples(EmbeddingMatrix embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        if (embeddings.Dimension != Dimension)
        {
            throw new ArgumentException($"Embeddings must have dimension {Dimension}. Got {embeddings.Dimension}.", nameof(embeddings));
        }

        DistancePanels.RequireFinite(embeddings, nameof(embeddings));
    }

    private static void Require(float[] values, long length, Predicate<float> allowed, string what, string parameterName)
    {
        ArgumentNullException.ThrowIfNull(values, parameterName);
        if (values.Length != length)
        {
            throw new ArgumentException($"{what} must hold {length} values. Got {values.Length}.", parameterName);
        }

        var wrong = Array.FindIndex(values, value => !allowed(value));
        if (wrong >= 0)
        {
            throw new ArgumentException($"{what} must be finite, and not negative where they count. Got {values[wrong]}.", parameterName);
        }
    }
}
