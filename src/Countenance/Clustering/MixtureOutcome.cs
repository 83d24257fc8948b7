namespace Countenance.Clustering;

/// <summary>Where one start of a Gaussian mixture ended.</summary>
/// <param name="Parameters">The parameters.</param>
/// <param name="MeanLogLikelihood">(1/N) Σ ln p(z_i) under them.</param>
/// <param name="Iterations">M-steps after the first, which made the starting parameters.</param>
/// <param name="Converged">Whether the last of them changed the likelihood by no more than the tolerance.</param>
internal sealed record MixtureOutcome(MixtureParameters Parameters, double MeanLogLikelihood, int Iterations, bool Converged);
