using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Countenance.Retrieval;

namespace Countenance.Projection;

/// <summary>
/// The field of charges on a grid of m × m nodes under the kernel of <see cref="KernelSpectrum"/>, without wrapping around: transforms of
/// n = 2m points, the charges' other half zero. Real columns travel in pairs as one complex one, and only half of the spectrum is kept.
/// </summary>
internal sealed unsafe class GridConvolution
{
    private const int Lanes = LaneSequences.Lanes;
    private const int Element = LaneSequences.Element;

    private readonly ParallelParts parts;
    private readonly LaneFourierTransform transform;
    private readonly KernelSpectrum kernel;
    private readonly AlignedFloats spectrum; // [m/8 strips of frequencies along x][m along y][8 real, 8 imaginary]
    private readonly ConcurrentBag<LaneSequences> free = [];

    /// <summary>Prepares a grid of <paramref name="nodes"/> nodes per side: a multiple of 16 without prime factors beyond 5.</summary>
    public GridConvolution(int nodes, ParallelParts parts)
    {
        this.parts = parts;
        Nodes = nodes;
        transform = new LaneFourierTransform(2 * nodes);
        kernel = new KernelSpectrum(transform);
        spectrum = new AlignedFloats(checked(2 * nodes * nodes));
        Grid = new AlignedFloats(checked(nodes * nodes));
    }

    /// <summary>m, the nodes along each side.</summary>
    public int Nodes { get; }

    /// <summary>The charges, and after <see cref="Run"/> their field; [m along x, m along y].</summary>
    public AlignedFloats Grid { get; }

    /// <summary>What the kernel is less than k: the whole field lacks this times the sum of the charges.</summary>
    public double Offset => kernel.Offset;

    /// <summary>The smallest permitted number of nodes that is at least <paramref name="nodes"/>.</summary>
    public static int SmallestNodes(double nodes)
    {
        var found = (int)Math.Ceiling(nodes / Element) * Element;
        while (!LaneFourierTransform.IsSupported(found))
        {
            found += Element;
        }

        return found;
    }

    /// <summary>Sets the distance between nodes.</summary>
    public void SetSpacing(double spacing) =>
        kernel.Set(spacing, 0.5 / ((double)transform.Length * transform.Length)); // ½: see AlongX

    /// <summary>Turns the charges into their field.</summary>
    public void Run()
    {
        parts.Run(Nodes / Element, strip => WithSequences(sequences => AlongX(strip, sequences)));
        parts.Run(Nodes / Lanes, strip => WithSequences(sequences => AlongY(strip, sequences)));
        parts.Run(Nodes / Element, strip => WithSequences(sequences => BackAlongX(strip, sequences)));
    }

    private void WithSequences(Action<LaneSequences> body)
    {
        if (!free.TryTake(out var sequences))
        {
            sequences = new LaneSequences(transform.Length);
        }

        body(sequences);
        free.Add(sequences);
    }

    /// <summary>
    /// Sixteen columns, eight as real and eight as imaginary part: with Z = A + iB, 2A_k = Z_k + conj Z_{n−k} and
    /// 2iB_k = Z_k − conj Z_{n−k}.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AlongX(int strip, LaneSequences sequences)
    {
        for (var k = 0; k < Nodes; k++)
        {
            var source = Grid.Pointer + (k * Nodes) + (strip * Element);
            Vector256.Load(source).Store(sequences.Values + (k * Element));
            Vector256.Load(source + Lanes).Store(sequences.Values + (k * Element) + Lanes);
        }

        sequences.ClearFrom(Nodes);
        transform.Forward(sequences);
        var block = stackalloc float[4 * Lanes * Lanes]; // A real, A imaginary, B real, B imaginary: each [8 frequencies, 8 columns]
        for (var first = 0; first < Nodes; first += Lanes)
        {
            for (var row = 0; row < Lanes; row++)
            {
                var k = first + row;
                var z = LaneComplex.Load(sequences.Values + (k * Element), 0, Lanes);
                var opposite = LaneComplex.Load(sequences.Values + (k == 0 ? 0 : (2 * Nodes) - k) * Element, 0, Lanes);
                (z.Real + opposite.Real).Store(block + (row * Lanes));
                (z.Imaginary - opposite.Imaginary).Store(block + (row * Lanes) + (Lanes * Lanes));
                (z.Imaginary + opposite.Imaginary).Store(block + (row * Lanes) + (2 * Lanes * Lanes));
                (opposite.Real - z.Real).Store(block + (row * Lanes) + (3 * Lanes * Lanes));
            }

            var target = SpectrumAt(first, strip);
            LaneTransposition.Turn(block, Lanes, target, Element);
            LaneTransposition.Turn(block + (Lanes * Lanes), Lanes, target + Lanes, Element);
            LaneTransposition.Turn(block + (2 * Lanes * Lanes), Lanes, target + (Lanes * Element), Element);
            LaneTransposition.Turn(block + (3 * Lanes * Lanes), Lanes, target + (Lanes * Element) + Lanes, Element);
        }
    }

    /// <summary>Eight frequencies along x: forth along y, times the kernel, and back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AlongY(int strip, LaneSequences sequences)
    {
        var own = new Span<float>(spectrum.Pointer + ((long)strip * Nodes * Element), Nodes * Element);
        own.CopyTo(new Span<float>(sequences.Values, own.Length));
        sequences.ClearFrom(Nodes);
        transform.Forward(sequences);
        fixed (float* factors = &kernel.Values[strip * (Nodes + 1) * Lanes])
        {
            for (var k = 0; k < 2 * Nodes; k++)
            {
                var factor = Vector256.Load(factors + (Math.Min(k, (2 * Nodes) - k) * Lanes));
                var z = LaneComplex.Load(sequences.Values + (k * Element), 0, Lanes);
                new LaneComplex(factor * z.Real, factor * z.Imaginary).Store(sequences.Values + (k * Element), 0, Lanes);
            }
        }

        transform.Inverse(sequences);
        new Span<float>(sequences.Values, own.Length).CopyTo(own);
    }

    /// <summary>The reverse of <see cref="AlongX"/>: Z_k = A_k + iB_k and Z_{n−k} = conj A_k + i conj B_k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void BackAlongX(int strip, LaneSequences sequences)
    {
        var block = stackalloc float[4 * Lanes * Lanes];
        for (var first = 0; first < Nodes; first += Lanes)
        {
            var source = SpectrumAt(first, strip);
            LaneTransposition.Turn(source, Element, block, Lanes);
            LaneTransposition.Turn(source + Lanes, Element, block + (Lanes * Lanes), Lanes);
            LaneTransposition.Turn(source + (Lanes * Element), Element, block + (2 * Lanes * Lanes), Lanes);
            LaneTransposition.Turn(source + (Lanes * Element) + Lanes, Element, block + (3 * Lanes * Lanes), Lanes);
            for (var row = 0; row < Lanes; row++)
            {
                var k = first + row;
                var a = LaneComplex.Load(block + (row * Lanes), 0, Lanes * Lanes);
                var b = LaneComplex.Load(block + (row * Lanes) + (2 * Lanes * Lanes), 0, Lanes * Lanes);
                LaneComplex.PlusTurned(a, b).Store(sequences.Values + (k * Element), 0, Lanes);
                if (k > 0)
                {
                    new LaneComplex(a.Real + b.Imaginary, b.Real - a.Imaginary)
                        .Store(sequences.Values + (((2 * Nodes) - k) * Element), 0, Lanes);
                }
            }
        }

        new Span<float>(sequences.Values + (Nodes * Element), Element).Clear(); // the frequency n/2, left out
        transform.Inverse(sequences);
        for (var k = 0; k < Nodes; k++)
        {
            var target = Grid.Pointer + (k * Nodes) + (strip * Element);
            Vector256.Load(sequences.Values + (k * Element)).Store(target);
            Vector256.Load(sequences.Values + (k * Element) + Lanes).Store(target + Lanes);
        }
    }

    /// <summary>Eight frequencies along x from <paramref name="frequency"/> on, at the first of the sixteen columns of a strip.</summary>
    private float* SpectrumAt(int frequency, int strip) =>
        spectrum.Pointer + ((((long)(frequency / Lanes) * Nodes) + (strip * Element)) * Element);
}
