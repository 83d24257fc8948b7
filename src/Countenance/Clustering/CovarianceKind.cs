namespace Countenance.Clustering;

/// <summary>What the covariance of a mixture's component may be.</summary>
public enum CovarianceKind
{
    /// <summary>Any covariance, D(D + 1)/2 numbers per component.</summary>
    Full,

    /// <summary>A variance for each coordinate, D numbers per component.</summary>
    Diagonal,

    /// <summary>One variance for all coordinates, σ²I.</summary>
    Spherical,
}
