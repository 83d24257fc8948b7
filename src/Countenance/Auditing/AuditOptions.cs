using Countenance.Classification;

namespace Countenance.Auditing;

/// <summary>How an audit judges embedded images.</summary>
public sealed record AuditOptions
{
    /// <summary>
    /// Covariance of the class Gaussians: the isotropic one is the structured Gaussian loss's own; where both were measured, one pooled
    /// over the classes ranked a little better (docs/results.md). Its scale does not matter: the sharpness is fitted.
    /// </summary>
    public CovarianceChoice Covariance { get; init; } = CovarianceChoice.Isotropic;

    /// <summary>Nearest neighbours named in a reason, at least 1.</summary>
    public int ReasonNeighbors { get; init; } = 11;

    /// <summary>Nearest neighbours found for every image, for the comparison with their disagreement; at least those of a reason.</summary>
    public int FoundNeighbors { get; init; } = 51;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number of neighbours is out of range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ReasonNeighbors);
        ArgumentOutOfRangeException.ThrowIfLessThan(FoundNeighbors, ReasonNeighbors);
    }
}
