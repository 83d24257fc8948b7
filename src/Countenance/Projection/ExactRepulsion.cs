using Countenance.Retrieval;

namespace Countenance.Projection;

/// <summary>Every pair of points: N² terms.</summary>
internal sealed unsafe class ExactRepulsion : IRepulsiveForces
{
    private const int PointsOfPart = 64;

    private readonly ParallelParts parts;
    private readonly int count;
    private readonly int filled;
    private readonly AlignedFloats xs;
    private readonly AlignedFloats ys;
    private readonly AlignedFloats masses;
    private readonly double[] kernels; // [N]

    public ExactRepulsion(int count, int threads)
    {
        this.count = count;
        parts = new ParallelParts(threads);
        filled = (count + PointKernel.Step - 1) / PointKernel.Step * PointKernel.Step;
        xs = new AlignedFloats(filled);
        ys = new AlignedFloats(filled);
        masses = new AlignedFloats(filled);
        masses.Span[..count].Fill(1);
        kernels = new double[count];
    }

    /// <inheritdoc/>
    public double Compute(float[] points, float[] forces)
    {
        for (var i = 0; i < count; i++)
        {
            xs.Pointer[i] = points[2 * i];
            ys.Pointer[i] = points[(2 * i) + 1];
        }

        parts.RunRanges(count, PointsOfPart, (first, end) =>
        {
            for (var i = first; i < end; i++)
            {
                var sum = PointKernel.Sum(xs.Pointer[i], ys.Pointer[i], xs.Pointer, ys.Pointer, masses.Pointer, filled);
                forces[2 * i] = sum.X;
                forces[(2 * i) + 1] = sum.Y;
                kernels[i] = sum.Kernel - 1.0;
            }
        });
        return kernels.Sum();
    }
}
