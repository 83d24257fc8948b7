using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Countenance.Retrieval;

/// <summary>‖a − b‖² from the differences, in double, always added in the same order: the same bits on every machine.</summary>
internal static class SquaredDistance
{
    /// <summary>Σ (a_d − b_d)²; both spans have the same length.</summary>
    public static double Between(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ref var left = ref MemoryMarshal.GetReference(a);
        ref var right = ref MemoryMarshal.GetReference(b[..a.Length]);
        var low = Vector256<double>.Zero;
        var high = Vector256<double>.Zero;
        var d = 0;
        for (; d <= a.Length - Vector256<float>.Count; d += Vector256<float>.Count)
        {
            var (leftLow, leftHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref left, (nuint)d));
            var (rightLow, rightHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref right, (nuint)d));
            var differenceLow = leftLow - rightLow;
            var differenceHigh = leftHigh - rightHigh;
            low += differenceLow * differenceLow;
            high += differenceHigh * differenceHigh;
        }

        var lanes = low + high;
        var sum = lanes[0] + lanes[1] + lanes[2] + lanes[3];
        for (; d < a.Length; d++)
        {
            var difference = (double)a[d] - b[d];
            sum += difference * difference;
        }

        return sum;
    }
}
