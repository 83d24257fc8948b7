namespace Countenance.Projection;

/// <summary>
/// The divergence Σ_ij p_ij ln(p_ij / q_ij) of a map, q_ij = k(d_ij) / Z with k(d) = 1 / (1 + d²) and Z = Σ_{i≠j} k(d_ij), and its
/// gradient 4 (Σ_j p_ij k_ij (y_i − y_j) − Σ_j k_ij² (y_i − y_j) / Z).
/// </summary>
internal sealed class TSneObjective(AffinityGraph graph, IRepulsiveForces repulsion, int threads)
{
    private const int PointsOfPart = 256;

    private readonly ParallelParts parts = new(threads);
    private readonly float[] forces = new float[2 * graph.Count];

    /// <summary>Z at the last place where the gradient or the divergence was taken.</summary>
    public double Normalizer { get; private set; }

    /// <summary>Writes the gradient, [N, 2].</summary>
    /// <param name="points">Positions (x, y), [N, 2].</param>
    /// <param name="exaggeration">A factor on all p_ij.</param>
    /// <param name="gradient">The result.</param>
    public void Gradient(float[] points, double exaggeration, float[] gradient)
    {
        Normalizer = repulsion.Compute(points, forces);
        var attraction = (float)(4 * exaggeration);
        var scale = (float)(4 / Math.Max(Normalizer, double.Epsilon));
        parts.RunRanges(graph.Count, PointsOfPart, (first, end) =>
        {
            for (var i = first; i < end; i++)
            {
                var (x, y) = AttractiveForces.On(graph, points, i);
                gradient[2 * i] = (attraction * x) - (scale * forces[2 * i]);
                gradient[(2 * i) + 1] = (attraction * y) - (scale * forces[(2 * i) + 1]);
            }
        });
    }

    /// <summary>The divergence in nats.</summary>
    public double Divergence(float[] points)
    {
        Normalizer = repulsion.Compute(points, forces);
        var sums = new double[(graph.Count + PointsOfPart - 1) / PointsOfPart];
        parts.RunRanges(graph.Count, PointsOfPart, (first, end) =>
        {
            for (var i = first; i < end; i++)
            {
                sums[first / PointsOfPart] += RowDivergence(points, i);
            }
        });
        return sums.Sum();
    }

    private double RowDivergence(float[] points, int i)
    {
        var sum = 0.0;
        for (var entry = graph.RowStarts[i]; entry < graph.RowStarts[i + 1]; entry++)
        {
            double p = graph.Values[entry];
            if (p > 0)
            {
                var j = graph.Columns[entry];
                var dx = (double)points[2 * i] - points[2 * j];
                var dy = (double)points[(2 * i) + 1] - points[(2 * j) + 1];
                sum += p * Math.Log(p * Normalizer * (1 + (dx * dx) + (dy * dy)));
            }
        }

        return sum;
    }
}
