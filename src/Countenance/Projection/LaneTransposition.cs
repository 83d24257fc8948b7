using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Countenance.Projection;

/// <summary>Turns a block of 8 × 8 floats on its diagonal.</summary>
internal static unsafe class LaneTransposition
{
    /// <summary>target[c][r] = source[r][c]; strides in floats; the blocks do not overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Turn(float* source, int sourceStride, float* target, int targetStride)
    {
        if (Avx.IsSupported)
        {
            TurnHalf(source, source + (4 * sourceStride), sourceStride, target, targetStride);
            TurnHalf(source + 4, source + (4 * sourceStride) + 4, sourceStride, target + (4 * targetStride), targetStride);
            return;
        }

        for (var row = 0; row < 8; row++)
        {
            for (var column = 0; column < 8; column++)
            {
                target[(column * targetStride) + row] = source[(row * sourceStride) + column];
            }
        }
    }

    /// <summary>Four columns of all eight rows become four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TurnHalf(float* upper, float* lower, int sourceStride, float* target, int targetStride)
    {
        var a = Vector256.Create(Vector128.Load(upper), Vector128.Load(lower));
        var b = Vector256.Create(Vector128.Load(upper + sourceStride), Vector128.Load(lower + sourceStride));
        var c = Vector256.Create(Vector128.Load(upper + (2 * sourceStride)), Vector128.Load(lower + (2 * sourceStride)));
        var d = Vector256.Create(Vector128.Load(upper + (3 * sourceStride)), Vector128.Load(lower + (3 * sourceStride)));
        var (abLow, abHigh) = (Avx.UnpackLow(a, b), Avx.UnpackHigh(a, b)); // a0 b0 a1 b1 | …, a2 b2 a3 b3 | …
        var (cdLow, cdHigh) = (Avx.UnpackLow(c, d), Avx.UnpackHigh(c, d));
        Avx.Shuffle(abLow, cdLow, 0b01_00_01_00).Store(target);
        Avx.Shuffle(abLow, cdLow, 0b11_10_11_10).Store(target + targetStride);
        Avx.Shuffle(abHigh, cdHigh, 0b01_00_01_00).Store(target + (2 * targetStride));
        Avx.Shuffle(abHigh, cdHigh, 0b11_10_11_10).Store(target + (3 * targetStride));
    }
}
