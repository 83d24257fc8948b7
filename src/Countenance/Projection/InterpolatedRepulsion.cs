using System.Runtime.CompilerServices;

namespace Countenance.Projection;

/// <summary>
/// The repulsion from the points' interpolated potential: since ∇k = −2k² (y − y_j), F = −½ ∇φ; and Z = Σ_i (φ(y_i) − 1), a point's own
/// share being 1.
/// </summary>
internal sealed class InterpolatedRepulsion : IRepulsiveForces
{
    /// <summary>The largest distance between nodes, in the units of the map, in which the kernel has half its height at 1.</summary>
    public const double LargestSpacing = 0.35;

    private const int PointsOfPart = 512;

    private readonly ParallelParts parts;
    private readonly InterpolatedPotential potential;
    private readonly double[] kernels; // [parts]

    public InterpolatedRepulsion(int count, int threads)
    {
        parts = new ParallelParts(threads);
        potential = new InterpolatedPotential(LargestSpacing, threads);
        kernels = new double[(count + PointsOfPart - 1) / PointsOfPart];
    }

    /// <summary>The nodes per side that a map of this extent takes.</summary>
    public int NodesFor(float side) => potential.NodesFor(side);

    /// <summary>Whether a map of this extent can be held without stretching the nodes apart.</summary>
    public bool CanHold(float side) => potential.CanHold(side);

    /// <inheritdoc/>
    public double Compute(float[] points, float[] forces)
    {
        potential.Set(points, MapFrame.Of(points));
        parts.RunRanges(
            points.Length / 2, PointsOfPart, (first, end) => kernels[first / PointsOfPart] = Read(points, forces, first, end));
        return kernels.Sum();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Read(float[] points, float[] forces, int first, int end)
    {
        var sum = 0.0;
        for (var i = first; i < end; i++)
        {
            var (value, slopeX, slopeY) = potential.At(points[2 * i], points[(2 * i) + 1]);
            forces[2 * i] = -0.5f * slopeX;
            forces[(2 * i) + 1] = -0.5f * slopeY;
            sum += value - 1.0;
        }

        return sum;
    }
}
