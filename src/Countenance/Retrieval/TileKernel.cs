using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Countenance.Retrieval;

/// <summary>
/// The register-blocked product behind every distance: 8 rows against a panel of 32 columns. Rows are interleaved [D][8], the panel is
/// [D][32], the result [8][32]. Each result is the sum over d in ascending order, whatever the vector width.
/// </summary>
/// <remarks>Compiled with full optimisation at once: a call is worth millions, and the runtime's way there by steps takes seconds.</remarks>
internal static class TileKernel
{
    /// <summary>Rows of one call.</summary>
    public const int Rows = 8;

    /// <summary>Columns of one panel.</summary>
    public const int Columns = 32;

    /// <summary>result[r][c] = Σ_d rows[d][r] · panel[d][c].</summary>
    public static unsafe void Multiply(float* rows, float* panel, int dimension, float* result)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            MultiplyWide(rows, panel, dimension, result);
            return;
        }

        // 16 registers hold 4 × 2 sums: the tile in four quarters.
        for (var row = 0; row < Rows; row += 4)
        {
            for (var column = 0; column < Columns; column += 2 * Vector256<float>.Count)
            {
                MultiplyNarrow(rows + row, panel + column, dimension, result + (row * Columns) + column);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void MultiplyWide(float* rows, float* panel, int dimension, float* result)
    {
        Vector512<float> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default;
        Vector512<float> s30 = default, s31 = default, s40 = default, s41 = default, s50 = default, s51 = default;
        Vector512<float> s60 = default, s61 = default, s70 = default, s71 = default;
        for (var d = 0; d < dimension; d++)
        {
            var left = Vector512.Load(panel);
            var right = Vector512.Load(panel + 16);
            var x = Vector512.Create(rows[0]);
            s00 = Vector512.MultiplyAddEstimate(x, left, s00);
            s01 = Vector512.MultiplyAddEstimate(x, right, s01);
            x = Vector512.Create(rows[1]);
            s10 = Vector512.MultiplyAddEstimate(x, left, s10);
            s11 = Vector512.MultiplyAddEstimate(x, right, s11);
            x = Vector512.Create(rows[2]);
            s20 = Vector512.MultiplyAddEstimate(x, left, s20);
            s21 = Vector512.MultiplyAddEstimate(x, right, s21);
            x = Vector512.Create(rows[3]);
            s30 = Vector512.MultiplyAddEstimate(x, left, s30);
            s31 = Vector512.MultiplyAddEstimate(x, right, s31);
            x = Vector512.Create(rows[4]);
            s40 = Vector512.MultiplyAddEstimate(x, left, s40);
            s41 = Vector512.MultiplyAddEstimate(x, right, s41);
            x = Vector512.Create(rows[5]);
            s50 = Vector512.MultiplyAddEstimate(x, left, s50);
            s51 = Vector512.MultiplyAddEstimate(x, right, s51);
            x = Vector512.Create(rows[6]);
            s60 = Vector512.MultiplyAddEstimate(x, left, s60);
            s61 = Vector512.MultiplyAddEstimate(x, right, s61);
            x = Vector512.Create(rows[7]);
            s70 = Vector512.MultiplyAddEstimate(x, left, s70);
            s71 = Vector512.MultiplyAddEstimate(x, right, s71);
            rows += Rows;
            panel += Columns;
        }

        s00.Store(result);
        s01.Store(result + 16);
        s10.Store(result + 32);
        s11.Store(result + 48);
        s20.Store(result + 64);
        s21.Store(result + 80);
        s30.Store(result + 96);
        s31.Store(result + 112);
        s40.Store(result + 128);
        s41.Store(result + 144);
        s50.Store(result + 160);
        s51.Store(result + 176);
        s60.Store(result + 192);
        s61.Store(result + 208);
        s70.Store(result + 224);
        s71.Store(result + 240);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void MultiplyNarrow(float* rows, float* panel, int dimension, float* result)
    {
        Vector256<float> s00 = default, s01 = default, s10 = default, s11 = default;
        Vector256<float> s20 = default, s21 = default, s30 = default, s31 = default;
        for (var d = 0; d < dimension; d++)
        {
            var left = Vector256.Load(panel);
            var right = Vector256.Load(panel + 8);
            var x = Vector256.Create(rows[0]);
            s00 = Vector256.MultiplyAddEstimate(x, left, s00);
            s01 = Vector256.MultiplyAddEstimate(x, right, s01);
            x = Vector256.Create(rows[1]);
            s10 = Vector256.MultiplyAddEstimate(x, left, s10);
            s11 = Vector256.MultiplyAddEstimate(x, right, s11);
            x = Vector256.Create(rows[2]);
            s20 = Vector256.MultiplyAddEstimate(x, left, s20);
            s21 = Vector256.MultiplyAddEstimate(x, right, s21);
            x = Vector256.Create(rows[3]);
            s30 = Vector256.MultiplyAddEstimate(x, left, s30);
            s31 = Vector256.MultiplyAddEstimate(x, right, s31);
            rows += Rows;
            panel += Columns;
        }

        s00.Store(result);
        s01.Store(result + 8);
        s10.Store(result + Columns);
        s11.Store(result + Columns + 8);
        s20.Store(result + (2 * Columns));
        s21.Store(result + (2 * Columns) + 8);
        s30.Store(result + (3 * Columns));
        s31.Store(result + (3 * Columns) + 8);
    }
}
