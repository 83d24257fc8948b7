using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Countenance.Clustering;

/// <summary>
/// The register-blocked product of the Gaussian mixture, in double: both operands are panels [depth][16], of the left one eight
/// neighbouring columns are used. Each result is the sum over the depth in ascending order.
/// </summary>
/// <remarks>Compiled with full optimisation at once, as <see cref="Retrieval.TileKernel"/>.</remarks>
internal static class DoubleTile
{
    /// <summary>Columns of the left panel in one call.</summary>
    public const int Rows = 8;

    /// <summary>Width of a panel.</summary>
    public const int Columns = 16;

    /// <summary>result[r][c] = Σ_d left[d][r] · right[d][c], [8][16]; <paramref name="left"/> points at either half of its panel.</summary>
    public static unsafe void Multiply(double* left, double* right, int depth, double* result)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            MultiplyWide(left, right, depth, result);
            return;
        }

        // 16 registers hold 4 × 2 sums: the tile in four quarters.
        for (var row = 0; row < Rows; row += 4)
        {
            for (var column = 0; column < Columns; column += 2 * Vector256<double>.Count)
            {
                MultiplyNarrow(left + row, right + column, depth, result + (row * Columns) + column);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void MultiplyWide(double* left, double* right, int depth, double* result)
    {
        Vector512<double> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default;
        Vector512<double> s30 = default, s31 = default, s40 = default, s41 = default, s50 = default, s51 = default;
        Vector512<double> s60 = default, s61 = default, s70 = default, s71 = default;
        for (var d = 0; d < depth; d++)
        {
            var low = Vector512.Load(right);
            var high = Vector512.Load(right + 8);
            var x = Vector512.Create(left[0]);
            s00 = Vector512.MultiplyAddEstimate(x, low, s00);
            s01 = Vector512.MultiplyAddEstimate(x, high, s01);
            x = Vector512.Create(left[1]);
            s10 = Vector512.MultiplyAddEstimate(x, low, s10);
            s11 = Vector512.MultiplyAddEstimate(x, high, s11);
            x = Vector512.Create(left[2]);
            s20 = Vector512.MultiplyAddEstimate(x, low, s20);
            s21 = Vector512.MultiplyAddEstimate(x, high, s21);
            x = Vector512.Create(left[3]);
            s30 = Vector512.MultiplyAddEstimate(x, low, s30);
            s31 = Vector512.MultiplyAddEstimate(x, high, s31);
            x = Vector512.Create(left[4]);
            s40 = Vector512.MultiplyAddEstimate(x, low, s40);
            s41 = Vector512.MultiplyAddEstimate(x, high, s41);
            x = Vector512.Create(left[5]);
            s50 = Vector512.MultiplyAddEstimate(x, low, s50);
            s51 = Vector512.MultiplyAddEstimate(x, high, s51);
            x = Vector512.Create(left[6]);
            s60 = Vector512.MultiplyAddEstimate(x, low, s60);
            s61 = Vector512.MultiplyAddEstimate(x, high, s61);
            x = Vector512.Create(left[7]);
            s70 = Vector512.MultiplyAddEstimate(x, low, s70);
            s71 = Vector512.MultiplyAddEstimate(x, high, s71);
            left += Columns;
            right += Columns;
        }

        s00.Store(result);
        s01.Store(result + 8);
        s10.Store(result + 16);
        s11.Store(result + 24);
        s20.Store(result + 32);
        s21.Store(result + 40);
        s30.Store(result + 48);
        s31.Store(result + 56);
        s40.Store(result + 64);
        s41.Store(result + 72);
        s50.Store(result + 80);
        s51.Store(result + 88);
        s60.Store(result + 96);
        s61.Store(result + 104);
        s70.Store(result + 112);
        s71.Store(result + 120);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void MultiplyNarrow(double* left, double* right, int depth, double* result)
    {
        Vector256<double> s00 = default, s01 = default, s10 = default, s11 = default;
        Vector256<double> s20 = default, s21 = default, s30 = default, s31 = default;
        for (var d = 0; d < depth; d++)
        {
            var low = Vector256.Load(right);
            var high = Vector256.Load(right + 4);
            var x = Vector256.Create(left[0]);
            s00 = Vector256.MultiplyAddEstimate(x, low, s00);
            s01 = Vector256.MultiplyAddEstimate(x, high, s01);
            x = Vector256.Create(left[1]);
            s10 = Vector256.MultiplyAddEstimate(x, low, s10);
            s11 = Vector256.MultiplyAddEstimate(x, high, s11);
            x = Vector256.Create(left[2]);
            s20 = Vector256.MultiplyAddEstimate(x, low, s20);
            s21 = Vector256.MultiplyAddEstimate(x, high, s21);
            x = Vector256.Create(left[3]);
            s30 = Vector256.MultiplyAddEstimate(x, low, s30);
            s31 = Vector256.MultiplyAddEstimate(x, high, s31);
            left += Columns;
            right += Columns;
        }

        s00.Store(result);
        s01.Store(result + 4);
        s10.Store(result + Columns);
        s11.Store(result + Columns + 4);
        s20.Store(result + (2 * Columns));
        s21.Store(result + (2 * Columns) + 4);
        s30.Store(result + (3 * Columns));
        s31.Store(result + (3 * Columns) + 4);
    }
}
