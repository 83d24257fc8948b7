namespace Countenance.Classification;

/// <summary>
/// Each class a mixture of the Gaussians of its sub-classes, p(c, z) = Σ_{s of c} π_s·N(z; μ_s, Σ_s) (paper, §3.2): the classes of a model
/// that was trained over sub-classes.
/// </summary>
public sealed class ClassMixtures : IClassDensities
{
    private readonly ClassGaussians components;
    private readonly int[] classes;

    /// <summary>Creates the mixtures.</summary>
    /// <param name="components">The Gaussians of the S sub-classes.</param>
    /// <param name="classes">Index of the class of each sub-class, [S].</param>
    /// <param name="classCount">K, the number of classes; one without sub-classes has the probability 0.</param>
    /// <exception cref="ArgumentException">The length is not S, or a class does not exist.</exception>
    public ClassMixtures(ClassGaussians components, IReadOnlyList<int> classes, int classCount)
    {
        ArgumentNullException.ThrowIfNull(components);
        ArgumentNullException.ThrowIfNull(classes);
        if (classes.Count != components.ClassCount)
        {
            throw new ArgumentException(
                $"There must be one class per component, {components.ClassCount}. Got {classes.Count}.", nameof(classes));
        }

        if (classes.Any(c => c < 0 || c >= classCount))
        {
            throw new ArgumentException($"Classes must be in 0 to {classCount - 1}. Got {string.Join(", ", classes)}.", nameof(classes));
        }

        this.components = components;
        this.classes = [.. classes];
        ClassCount = classCount;
    }

    /// <summary>K, the number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>ln p(c, z) = ln Σ_{s of c} π_s·N(z; μ_s, Σ_s), not normalised over the classes; −∞ for a class without samples.</summary>
    /// <param name="embeddings">The samples, [N, D], finite.</param>
    /// <param name="prior">
    /// π of the classes; uniform ones are taken as 1, which leaves ln p(z | c). Inside a class the sub-classes weigh as in the training split.
    /// </param>
    /// <param name="covariance">Σ.</param>
    /// <returns>Logarithms, row-major [N, K].</returns>
    /// <exception cref="ArgumentException">The dimensions differ, or a value is not finite.</exception>
    public double[] LogJoint(EmbeddingMatrix embeddings, PriorChoice prior, CovarianceChoice covariance)
    {
        double[] inside = components.LogJoint(embeddings, PriorChoice.Training, covariance); // [N, S]
        double[] logPriors = prior == PriorChoice.Uniform ? LogPriors() : new double[ClassCount];
        var logs = new double[checked(embeddings.Count * ClassCount)];
        for (int i = 0; i < embeddings.Count; i++)
        {
            Span<double> row = logs.AsSpan(i * ClassCount, ClassCount);
            Sum(inside.AsSpan(i * classes.Length, classes.Length), row);
            for (int c = 0; c < row.Length; c++)
            {
                row[c] -= double.IsNegativeInfinity(row[c]) ? 0 : logPriors[c];
            }
        }

        return logs;
    }

    private double[] LogPriors()
    {
        var priors = new double[ClassCount];
        for (int s = 0; s < classes.Length; s++)
        {
            priors[classes[s]] += components.Priors[s];
        }

        return Array.ConvertAll(priors, Math.Log);
    }

    // ln of the sum of exponentials, class by class, each relative to its own largest term.
    private void Sum(ReadOnlySpan<double> terms, Span<double> classLogs)
    {
        classLogs.Fill(double.NegativeInfinity);
        for (int s = 0; s < terms.Length; s++)
        {
            ref double largest = ref classLogs[classes[s]];
            largest = Math.Max(largest, terms[s]);
        }

        Span<double> sums = stackalloc double[classLogs.Length];
        sums.Clear();
        for (int s = 0; s < terms.Length; s++)
        {
            double largest = classLogs[classes[s]];
            sums[classes[s]] += double.IsNegativeInfinity(largest) ? 0 : Math.Exp(terms[s] - largest);
        }

        for (int c = 0; c < sums.Length; c++)
        {
            classLogs[c] += double.IsNegativeInfinity(classLogs[c]) ? 0 : Math.Log(sums[c]);
        }
    }
}
