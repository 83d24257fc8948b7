using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Countenance.Projection;

/// <summary>Eight complex numbers, one of each of eight sequences.</summary>
internal readonly struct LaneComplex(Vector256<float> real, Vector256<float> imaginary)
{
    public readonly Vector256<float> Real = real;
    public readonly Vector256<float> Imaginary = imaginary;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneComplex operator +(LaneComplex a, LaneComplex b) => new(a.Real + b.Real, a.Imaginary + b.Imaginary);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneComplex operator -(LaneComplex a, LaneComplex b) => new(a.Real - b.Real, a.Imaginary - b.Imaginary);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneComplex operator *(float factor, LaneComplex a)
    {
        var factors = Vector256.Create(factor);
        return new(factors * a.Real, factors * a.Imaginary);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneComplex operator *(LaneComplex a, LaneComplex b) => new(
        Vector256.MultiplyAddEstimate(a.Real, b.Real, -(a.Imaginary * b.Imaginary)),
        Vector256.MultiplyAddEstimate(a.Real, b.Imaginary, a.Imaginary * b.Real));

    /// <summary>a − ib.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneComplex MinusTurned(LaneComplex a, LaneComplex b) => new(a.Real + b.Imaginary, a.Imaginary - b.Real);

    /// <summary>a + ib.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneComplex PlusTurned(LaneComplex a, LaneComplex b) => new(a.Real - b.Imaginary, a.Imaginary + b.Real);

    /// <summary>The number cos + i sin in all eight sequences, from a table of pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe LaneComplex Twiddle(float* pair) => new(Vector256.Create(pair[0]), Vector256.Create(pair[1]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe LaneComplex Load(float* element, int real, int imaginary) =>
        new(Vector256.Load(element + real), Vector256.Load(element + imaginary));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Store(float* element, int real, int imaginary)
    {
        Real.Store(element + real);
        Imaginary.Store(element + imaginary);
    }
}
