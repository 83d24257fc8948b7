namespace Countenance.Losses;

/// <summary>Options of <see cref="StructuredGaussianLoss"/>.</summary>
public sealed record StructuredGaussianOptions
{
    /// <summary>The smallest σ: below it single precision could not hold ‖z−μ‖²/σ².</summary>
    public const double SmallestSigma = 1e-3;

    /// <summary>σ, the standard deviation of every class's Gaussian, in units of the embedding. The authors' code uses 0.5.</summary>
    public double Sigma { get; init; } = 0.5;

    /// <summary>π, one prior per class; null for uniform, as the authors have it. Classes absent from a batch take no part.</summary>
    public IReadOnlyList<double>? Priors { get; init; }

    /// <summary>Measures a sample against its class's mean over the other samples, so that it cannot be its own mean.</summary>
    public bool LeaveOneOut { get; init; }

    /// <summary>
    /// Appends a mixture of the batch with itself in the embedding space: λ·z + (1−λ)·z′ with λ ~ Beta(2, 2), one λ per batch, and targets
    /// mixed alike. The authors' code has it, the paper has not.
    /// </summary>
    public bool Regeneration { get; init; }

    /// <summary>
    /// Weight of the likelihood term ½‖z−μ_y‖²/σ² (Wan et al. 2018), which makes classes compact in every direction; 0 is Eq. 4.
    /// </summary>
    public double LikelihoodWeight { get; init; }

    /// <summary>
    /// Weight of the posterior's cross-entropy −Σ_c t_c ln p_c, beside Eq. 4: its gradient does not fade where the posterior is
    /// confidently wrong, as that of the square does; 0 is Eq. 4.
    /// </summary>
    public double CrossEntropyWeight { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">σ is not positive, a prior not positive, or a weight negative.</exception>
    public void Validate()
    {
        if (!(Sigma >= SmallestSigma && double.IsFinite(Sigma)))
        {
            throw new ArgumentOutOfRangeException(nameof(Sigma), Sigma, $"Sigma must be positive, at least {SmallestSigma}. Got {Sigma}.");
        }

        if (Priors?.Any(prior => !(prior > 0 && double.IsFinite(prior))) == true)
        {
            throw new ArgumentOutOfRangeException(nameof(Priors), $"Priors must be positive. Got {string.Join(", ", Priors)}.");
        }

        RequireWeight(nameof(LikelihoodWeight), LikelihoodWeight);
        RequireWeight(nameof(CrossEntropyWeight), CrossEntropyWeight);
    }

    private static void RequireWeight(string name, double weight)
    {
        if (!(weight >= 0 && double.IsFinite(weight)))
        {
            throw new ArgumentOutOfRangeException(name, weight, $"{name} must not be negative. Got {weight}.");
        }
    }
}
