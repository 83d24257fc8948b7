using System.Runtime.CompilerServices;

namespace Countenance.Projection;

/// <summary>
/// The transform, on a torus of n × n nodes a spacing h apart, of the kernel k(d) − k(L) with k(d) = 1 / (1 + d²) and L = hn/2: less a
/// constant, so that on a map much smaller than 1, where k is nearly 1 everywhere, single precision resolves what is left. It is real
/// and even, and symmetric in the two axes.
/// </summary>
/// <remarks>
/// Divided by the squared transforms of the quintic B-spline along both axes: with charges spread by B-splines and the field read by
/// B-splines, the result is the spline that takes the kernel's values at the nodes.
/// </remarks>
internal sealed unsafe class KernelSpectrum
{
    private const int Lanes = LaneSequences.Lanes;
    private const int Element = LaneSequences.Element;

    private readonly LaneFourierTransform transform;
    private readonly LaneSequences sequences;
    private readonly int half;
    private readonly float[] partial; // [n/2 + 1 frequencies along x, n/2 + 16 offsets along y]

    public KernelSpectrum(LaneFourierTransform transform)
    {
        this.transform = transform;
        half = transform.Length / 2;
        sequences = new LaneSequences(transform.Length);
        partial = new float[(half + 1) * (half + Element)];
        Values = new float[half * (half + 1)];
    }

    /// <summary>[n/16 strips, n/2 + 1 frequencies along y, 8 frequencies along x], the frequency n/2 along x left out.</summary>
    public float[] Values { get; }

    /// <summary>k(L), which was taken off.</summary>
    public double Offset { get; private set; }

    /// <summary>Computes the transform for a spacing; <paramref name="scale"/> is a factor on all of it.</summary>
    public void Set(double spacing, double scale)
    {
        var extent = spacing * half;
        Offset = 1 / (1 + (extent * extent));
        for (var strip = 0; strip <= half; strip += Element)
        {
            TransformAlongX(strip, spacing * spacing, extent * extent);
        }

        for (var strip = 0; strip < half; strip += Element)
        {
            TransformAlongY(strip, scale);
        }
    }

    private double InverseSpline(int frequency)
    {
        var value = QuinticSpline.Transform(Math.PI * frequency / half);
        return 1 / (value * value);
    }

    // Two strips of real, even sequences travel as one complex one, and so do their transforms, which are real too.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformAlongX(int strip, double squaredSpacing, double squaredExtent)
    {
        for (var e = 0; e < transform.Length; e++)
        {
            double x = Math.Min(e, transform.Length - e);
            for (var lane = 0; lane < Element; lane++)
            {
                double y = Math.Min(strip + lane, half);
                var squared = squaredSpacing * ((x * x) + (y * y));
                sequences.Values[(e * Element) + lane] =
                    (float)((squaredExtent - squared) / ((1 + squared) * (1 + squaredExtent)));
            }
        }

        transform.Forward(sequences);
        for (var k = 0; k <= half; k++)
        {
            new ReadOnlySpan<float>(sequences.Values + (k * Element), Element).CopyTo(partial.AsSpan((k * (half + Element)) + strip));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformAlongY(int strip, double scale)
    {
        for (var e = 0; e < transform.Length; e++)
        {
            var y = Math.Min(e, transform.Length - e);
            for (var lane = 0; lane < Element; lane++)
            {
                var k = Math.Min(strip + lane, half);
                sequences.Values[(e * Element) + lane] = partial[(k * (half + Element)) + y];
            }
        }

        transform.Forward(sequences);
        for (var k = 0; k <= half; k++)
        {
            for (var lane = 0; lane < Element && strip + lane < half; lane++)
            {
                var place = ((((strip + lane) / Lanes) * (half + 1)) + k) * Lanes;
                var factor = scale * InverseSpline(k) * InverseSpline(strip + lane);
                Values[place + (lane % Lanes)] = (float)(sequences.Values[(k * Element) + lane] * factor);
            }
        }
    }
}
