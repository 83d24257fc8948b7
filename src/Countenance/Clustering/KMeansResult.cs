namespace Countenance.Clustering;

/// <summary>A k-means clustering; the caller's own.</summary>
/// <param name="Labels">The cluster of each sample, [N]; the nearest centre, the lowest of equals.</param>
/// <param name="Centers">The centres, [K, D].</param>
/// <param name="Inertia">Σ ‖z − centre‖² over the samples, in double from the differences.</param>
/// <param name="Iterations">Lloyd iterations of the start that was kept.</param>
public sealed record KMeansResult(int[] Labels, EmbeddingMatrix Centers, double Inertia, int Iterations);
