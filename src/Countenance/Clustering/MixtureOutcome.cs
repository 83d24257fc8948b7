namespace Countenance.Clustering;

/// <summary>Where one start of a Gaussian mixture ended.</summary>
/// <param name="Parameters">The parameters.</param>
/// <param name="MeanLogLikelihood">(1/N) Σ ln p(z_i) under them.</param>
/// <param name="Iterations">M-steps after the first, which made the starting parameters.</param>
/// <param name="Converged">Whether the last of them changed the likelihood by no more than the tolerance.</param>
/// <param name="MeanEntropy">−(1/N) Σ_i Σ_k p(k | z_i) ln p(k | z_i), in nats: 0 where every sample is wholly of one component.</param>
internal sealed record MixtureOutcome(
    MixtureParameters Parameters, double MeanLogLikelihood, int Iterations, bool Converged, double MeanEntropy)
{
    private const double LeastShare = 0.2; // of an equal share of the samples

    private bool HasTinyComponent => Parameters.Weights.Min() < LeastShare / Parameters.Components;

    /// <summary>Whether this start is to be kept rather than an earlier one.</summary>
    public bool IsBetterThan(MixtureOutcome other, MixtureSelection selection)
    {
        if (selection == MixtureSelection.Likeliest || (HasTinyComponent && other.HasTinyComponent))
        {
            return MeanLogLikelihood > other.MeanLogLikelihood;
        }

        return HasTinyComponent == other.HasTinyComponent ? MeanEntropy < other.MeanEntropy : other.HasTinyComponent;
    }
}
