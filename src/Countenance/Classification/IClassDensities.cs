namespace Countenance.Classification;

/// <summary>What the classes of an embedding are: one Gaussian each, or a mixture of Gaussians each.</summary>
public interface IClassDensities
{
    /// <summary>K, the number of classes.</summary>
    int ClassCount { get; }

    /// <summary>ln p(c, z), not normalised over the classes; −∞ for a class without samples.</summary>
    /// <param name="embeddings">The samples, [N, D], finite.</param>
    /// <param name="prior">π of the classes; uniform ones are taken as 1, which leaves ln p(z | c).</param>
    /// <param name="covariance">Σ of the Gaussians.</param>
    /// <returns>Logarithms, row-major [N, K].</returns>
    /// <exception cref="ArgumentException">The dimensions differ, or a value is not finite.</exception>
    double[] LogJoint(EmbeddingMatrix embeddings, PriorChoice prior, CovarianceChoice covariance);
}

/// <summary>What follows from the densities of classes.</summary>
public static class ClassDensities
{
    /// <summary>p(c | z) = p(c, z) / Σ_k p(k, z) (Eq. 1), computed in log space in double. A class without samples has 0.</summary>
    /// <param name="densities">The classes.</param>
    /// <param name="embeddings">The samples, [N, D], finite.</param>
    /// <param name="prior">π of the classes.</param>
    /// <param name="covariance">Σ; <see cref="CovarianceChoice.Isotropic"/> is the paper's.</param>
    /// <param name="temperature">T by which ln p(c, z) is divided before it is normalised: see <see cref="TemperatureScaling"/>.</param>
    /// <returns>Probabilities, [N, K].</returns>
    /// <exception cref="ArgumentException">The dimensions differ, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">T is not positive.</exception>
    public static PosteriorMatrix Posterior(
        this IClassDensities densities, EmbeddingMatrix embeddings, PriorChoice prior, CovarianceChoice covariance, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(densities);
        return PosteriorMatrix.FromLogarithms(densities.LogJoint(embeddings, prior, covariance), densities.ClassCount, temperature);
    }
}
