namespace Countenance.Clustering;

/// <summary>What the covariance of a mixture's component may be.</summary>
public enum CovarianceKind
{
    /// <summary>Any covariance, D(D + 1)/2 numbers a component.</summary>
    Full,

    /// <summary>A variance for each coordinate, D numbers a component.</summary>
    Diagonal,

    /// <summary>One variance for all coordinates, σ²I.</summary>
    Spherical,
}
