namespace Countenance.Projection;

/// <summary>
/// Sums the repulsion between all pairs of points under the kernel k(d) = 1 / (1 + d²). An instance keeps buffers and is used by one caller
/// at a time.
/// </summary>
internal interface IRepulsiveForces
{
    /// <summary>Writes F_i = Σ_j k(d_ij)² (y_i − y_j) and returns Z = Σ_{i≠j} k(d_ij).</summary>
    /// <param name="points">Positions (x, y), [N, 2], finite.</param>
    /// <param name="forces">The sums, [N, 2].</param>
    double Compute(float[] points, float[] forces);
}
