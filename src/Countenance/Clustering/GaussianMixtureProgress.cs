namespace Countenance.Clustering;

/// <summary>Where the fit of a Gaussian mixture stands; reported after every E-step.</summary>
/// <param name="Restart">The start that is under way, from 0.</param>
/// <param name="Restarts">How many there will be.</param>
/// <param name="Iteration">Iterations this start has made, 0 for its starting parameters.</param>
/// <param name="MaxIterations">The most iterations of a start.</param>
/// <param name="MeanLogLikelihood">(1/N) Σ ln p(z_i) after that many iterations.</param>
public readonly record struct GaussianMixtureProgress(
    int Restart, int Restarts, int Iteration, int MaxIterations, double MeanLogLikelihood);
