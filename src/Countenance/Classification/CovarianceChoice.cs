namespace Countenance.Classification;

/// <summary>The covariance of the class Gaussians in a posterior.</summary>
public enum CovarianceChoice
{
    /// <summary>σ²I with the loss's σ, the paper's Eq. 3.</summary>
    Isotropic,

    /// <summary>One covariance for all classes: the mean of the within-class covariances weighted by their counts.</summary>
    Pooled,

    /// <summary>
    /// Each class's own, regularised: (n_c·Σ_c + D·Σ_pooled) / (n_c + D), as if D samples of the pooled spread had been seen besides.
    /// </summary>
    Full,
}
