using System.Runtime.CompilerServices;
using Countenance.Retrieval;

namespace Countenance.Projection;

/// <summary>
/// Discrete Fourier transforms X_k = Σ_j x_j exp(∓2πi jk / n) of eight sequences at a time, for lengths whose only prime factors are 2, 3
/// and 5. Stockham's form: each pass of radix r writes its results in order, so nothing is reversed at the end. With n' the length still
/// to be transformed, m = n' / r and s = n / n', a pass computes y[q + s(rp + j)] = w^{pj} Σ_k x[q + s(p + km)] ω^{jk}, where w is the
/// n'-th and ω the r-th root of unity, 0 ≤ p &lt; m and 0 ≤ q &lt; s.
/// </summary>
internal sealed unsafe class LaneFourierTransform
{
    private const int Element = LaneSequences.Element;
    private static readonly int[] Radices = [4, 2, 3, 5];

    private readonly Pass[] passes;
    private readonly AlignedFloats twiddles;

    /// <summary>Prepares transforms of one length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length has other prime factors than 2, 3 and 5, or is not positive.</exception>
    public LaneFourierTransform(int length)
    {
        if (!IsSupported(length))
        {
            throw new ArgumentOutOfRangeException(nameof(length), $"Length must be a product of 2, 3 and 5. Got {length}.");
        }

        Length = length;
        var table = new List<float>();
        var found = new List<Pass>();
        for (var left = length; left > 1;)
        {
            var radix = Array.Find(Radices, r => left % r == 0);
            found.Add(new Pass(radix, left / radix, length / left, table.Count));
            for (var p = 0; p < left / radix; p++)
            {
                for (var j = 1; j < radix; j++)
                {
                    var (sine, cosine) = Math.SinCos(-2 * Math.PI * ((long)p * j % left) / left);
                    table.Add((float)cosine);
                    table.Add((float)sine);
                }
            }

            left /= radix;
        }

        passes = [.. found];
        twiddles = new AlignedFloats(table.Count);
        table.CopyTo(twiddles.Span);
    }

    /// <summary>n, the length of the sequences.</summary>
    public int Length { get; }

    /// <summary>Whether the length has only the prime factors 2, 3 and 5.</summary>
    public static bool IsSupported(int length)
    {
        if (length < 1)
        {
            return false;
        }

        foreach (var prime in (ReadOnlySpan<int>)[2, 3, 5])
        {
            while (length % prime == 0)
            {
                length /= prime;
            }
        }

        return length == 1;
    }

    /// <summary>Transforms the sequences in place, with exp(−2πi jk / n).</summary>
    public void Forward(LaneSequences sequences) => Run(sequences, 0, LaneSequences.Lanes);

    /// <summary>The inverse but for its factor 1/n: exp(+2πi jk / n). Real and imaginary parts change roles on both sides.</summary>
    public void Inverse(LaneSequences sequences) => Run(sequences, LaneSequences.Lanes, 0);

    private void Run(LaneSequences sequences, int real, int imaginary)
    {
        foreach (var pass in passes)
        {
            var table = twiddles.Pointer + pass.Twiddles;
            float* source = sequences.Values, target = sequences.Other;
            switch (pass.Radix)
            {
                case 2:
                    Radix2(pass, source, target, real, imaginary, table);
                    break;
                case 3:
                    Radix3(pass, source, target, real, imaginary, table);
                    break;
                case 4:
                    Radix4(pass, source, target, real, imaginary, table);
                    break;
                default:
                    Radix5(pass, source, target, real, imaginary, table);
                    break;
            }

            sequences.Swap();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Radix2(Pass pass, float* source, float* target, int real, int imaginary, float* table)
    {
        var stride = pass.Stride * Element;
        var jump = pass.Blocks * stride;
        for (var p = 0; p < pass.Blocks; p++, source += stride, target += 2 * stride, table += 2)
        {
            var w = LaneComplex.Twiddle(table);
            for (var q = 0; q < stride; q += Element)
            {
                var a = LaneComplex.Load(source + q, real, imaginary);
                var b = LaneComplex.Load(source + q + jump, real, imaginary);
                (a + b).Store(target + q, real, imaginary);
                (w * (a - b)).Store(target + q + stride, real, imaginary);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Radix3(Pass pass, float* source, float* target, int real, int imaginary, float* table)
    {
        const float Sine = 0.8660254037844386f;
        var stride = pass.Stride * Element;
        var jump = pass.Blocks * stride;
        for (var p = 0; p < pass.Blocks; p++, source += stride, target += 3 * stride, table += 4)
        {
            var w1 = LaneComplex.Twiddle(table);
            var w2 = LaneComplex.Twiddle(table + 2);
            for (var q = 0; q < stride; q += Element)
            {
                var a = LaneComplex.Load(source + q, real, imaginary);
                var b = LaneComplex.Load(source + q + jump, real, imaginary);
                var c = LaneComplex.Load(source + q + (2 * jump), real, imaginary);
                var sum = b + c;
                var even = a - (0.5f * sum);
                var odd = Sine * (b - c);
                (a + sum).Store(target + q, real, imaginary);
                (w1 * LaneComplex.MinusTurned(even, odd)).Store(target + q + stride, real, imaginary);
                (w2 * LaneComplex.PlusTurned(even, odd)).Store(target + q + (2 * stride), real, imaginary);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Radix4(Pass pass, float* source, float* target, int real, int imaginary, float* table)
    {
        var stride = pass.Stride * Element;
        var jump = pass.Blocks * stride;
        for (var p = 0; p < pass.Blocks; p++, source += stride, target += 4 * stride, table += 6)
        {
            var w1 = LaneComplex.Twiddle(table);
            var w2 = LaneComplex.Twiddle(table + 2);
            var w3 = LaneComplex.Twiddle(table + 4);
            for (var q = 0; q < stride; q += Element)
            {
                var a = LaneComplex.Load(source + q, real, imaginary);
                var b = LaneComplex.Load(source + q + jump, real, imaginary);
                var c = LaneComplex.Load(source + q + (2 * jump), real, imaginary);
                var d = LaneComplex.Load(source + q + (3 * jump), real, imaginary);
                var (even, odd) = (a + c, b + d);
                var (evenLeft, oddLeft) = (a - c, b - d);
                (even + odd).Store(target + q, real, imaginary);
                (w1 * LaneComplex.MinusTurned(evenLeft, oddLeft)).Store(target + q + stride, real, imaginary);
                (w2 * (even - odd)).Store(target + q + (2 * stride), real, imaginary);
                (w3 * LaneComplex.PlusTurned(evenLeft, oddLeft)).Store(target + q + (3 * stride), real, imaginary);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Radix5(Pass pass, float* source, float* target, int real, int imaginary, float* table)
    {
        const float Cosine1 = 0.30901699437494745f, Cosine2 = -0.8090169943749475f;
        const float Sine1 = 0.9510565162951535f, Sine2 = 0.5877852522924731f;
        var stride = pass.Stride * Element;
        var jump = pass.Blocks * stride;
        for (var p = 0; p < pass.Blocks; p++, source += stride, target += 5 * stride, table += 8)
        {
            for (var q = 0; q < stride; q += Element)
            {
                var a = LaneComplex.Load(source + q, real, imaginary);
                var b = LaneComplex.Load(source + q + jump, real, imaginary);
                var c = LaneComplex.Load(source + q + (2 * jump), real, imaginary);
                var d = LaneComplex.Load(source + q + (3 * jump), real, imaginary);
                var e = LaneComplex.Load(source + q + (4 * jump), real, imaginary);
                var (outer, inner, outerLeft, innerLeft) = (b + e, c + d, b - e, c - d);
                var even1 = a + (Cosine1 * outer) + (Cosine2 * inner);
                var even2 = a + (Cosine2 * outer) + (Cosine1 * inner);
                var odd1 = (Sine1 * outerLeft) + (Sine2 * innerLeft);
                var odd2 = (Sine2 * outerLeft) - (Sine1 * innerLeft);
                (a + outer + inner).Store(target + q, real, imaginary);
                (LaneComplex.Twiddle(table) * LaneComplex.MinusTurned(even1, odd1)).Store(target + q + stride, real, imaginary);
                (LaneComplex.Twiddle(table + 2) * LaneComplex.MinusTurned(even2, odd2))
                    .Store(target + q + (2 * stride), real, imaginary);
                (LaneComplex.Twiddle(table + 4) * LaneComplex.PlusTurned(even2, odd2))
                    .Store(target + q + (3 * stride), real, imaginary);
                (LaneComplex.Twiddle(table + 6) * LaneComplex.PlusTurned(even1, odd1))
                    .Store(target + q + (4 * stride), real, imaginary);
            }
        }
    }

    /// <summary>One pass: its radix, m, s and where its roots of unity begin.</summary>
    private readonly record struct Pass(int Radix, int Blocks, int Stride, int Twiddles);
}
