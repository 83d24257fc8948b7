namespace Countenance.Clustering;

/// <summary>Which of several starts of a Gaussian mixture is kept.</summary>
public enum MixtureSelection
{
    /// <summary>The one with the highest likelihood.</summary>
    Likeliest,

    /// <summary>
    /// The one whose components overlap least: the lowest mean entropy −(1/N) Σ_i Σ_k p(k | z_i) ln p(k | z_i) (the entropy criterion of Celeux and
    /// Soromenho, 1996, between mixtures of the same K). A start with a component of less than a fifth of an equal share comes after all
    /// that have none, since a few outliers are always clear.
    /// </summary>
    /// <remarks>
    /// In a space of many dimensions the likelihood prefers a split along which the covariances differ, however much the parts run into one
    /// another. Groups that a person would name are apart.
    /// </remarks>
    Clearest,
}
