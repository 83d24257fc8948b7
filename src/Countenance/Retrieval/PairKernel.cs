using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Countenance.Retrieval;

/// <summary>
/// The product behind the search of <see cref="ShortCodes"/>: 8 rows against a panel of 32 columns, two coordinates of 16 bits at a time,
/// which takes half as many instructions as single precision. Rows are [D/2][8], the panel [D/2][32], each element a pair of coordinates.
/// </summary>
/// <remarks>Compiled with full optimisation at once, as <see cref="TileKernel"/>.</remarks>
internal static unsafe class PairKernel
{
    /// <summary>Rows of one call.</summary>
    public const int Rows = 8;

    /// <summary>Columns of one panel.</summary>
    public const int Columns = 32;

    /// <summary>
    /// result[r][c] = Σ rows[·][r] · panel[·][c] − halfNorms[c] − limits[r], written only if one of them is not negative.
    /// </summary>
    /// <returns>Whether one of them is not negative.</returns>
    public static bool Reach(in PairTile tile, int* result) => Avx512BW.IsSupported
        ? ReachWide(tile.Rows, tile.Panel, tile.Pairs, tile.HalfNorms, tile.Limits, result)
        : ReachInParts(tile, result);

    /// <summary><see cref="Reach"/> where there are 16 registers of 256 bits: they hold 4 × 2 sums, an eighth of the tile.</summary>
    internal static bool ReachInParts(in PairTile tile, int* result)
    {
        var signs = Vector256<int>.AllBitsSet;
        for (var row = 0; row < Rows; row += 4)
        {
            for (var column = 0; column < Columns; column += 2 * Vector256<int>.Count)
            {
                var place = result + (row * Columns) + column;
                signs &= ReachNarrow(tile.Rows + row, tile.Panel + column, tile.Pairs, tile.HalfNorms + column, tile.Limits + row, place);
            }
        }

        return signs.ExtractMostSignificantBits() != 0xFF;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool ReachWide(int* rows, int* panel, int pairs, int* half, int* limits, int* result)
    {
        var left = -Vector512.Load(half);
        var right = -Vector512.Load(half + 16);
        Vector512<int> s00 = left - Of(limits), s01 = right - Of(limits);
        Vector512<int> s10 = left - Of(limits + 1), s11 = right - Of(limits + 1);
        Vector512<int> s20 = left - Of(limits + 2), s21 = right - Of(limits + 2);
        Vector512<int> s30 = left - Of(limits + 3), s31 = right - Of(limits + 3);
        Vector512<int> s40 = left - Of(limits + 4), s41 = right - Of(limits + 4);
        Vector512<int> s50 = left - Of(limits + 5), s51 = right - Of(limits + 5);
        Vector512<int> s60 = left - Of(limits + 6), s61 = right - Of(limits + 6);
        Vector512<int> s70 = left - Of(limits + 7), s71 = right - Of(limits + 7);
        for (var pair = 0; pair < pairs; pair++)
        {
            left = Vector512.Load(panel);
            right = Vector512.Load(panel + 16);
            var x = Of(rows);
            s00 += Products(x, left);
            s01 += Products(x, right);
            x = Of(rows + 1);
            s10 += Products(x, left);
            s11 += Products(x, right);
            x = Of(rows + 2);
            s20 += Products(x, left);
            s21 += Products(x, right);
            x = Of(rows + 3);
            s30 += Products(x, left);
            s31 += Products(x, right);
            x = Of(rows + 4);
            s40 += Products(x, left);
            s41 += Products(x, right);
            x = Of(rows + 5);
            s50 += Products(x, left);
            s51 += Products(x, right);
            x = Of(rows + 6);
            s60 += Products(x, left);
            s61 += Products(x, right);
            x = Of(rows + 7);
            s70 += Products(x, left);
            s71 += Products(x, right);
            rows += Rows;
            panel += Columns;
        }

        var signs = s00 & s01 & s10 & s11 & s20 & s21 & s30 & s31 & s40 & s41 & s50 & s51 & s60 & s61 & s70 & s71;
        if (signs.ExtractMostSignificantBits() == 0xFFFF)
        {
            return false;
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
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector256<int> ReachNarrow(int* rows, int* panel, int pairs, int* half, int* limits, int* result)
    {
        var left = -Vector256.Load(half);
        var right = -Vector256.Load(half + 8);
        Vector256<int> s00 = left - Vector256.Create(limits[0]), s01 = right - Vector256.Create(limits[0]);
        Vector256<int> s10 = left - Vector256.Create(limits[1]), s11 = right - Vector256.Create(limits[1]);
        Vector256<int> s20 = left - Vector256.Create(limits[2]), s21 = right - Vector256.Create(limits[2]);
        Vector256<int> s30 = left - Vector256.Create(limits[3]), s31 = right - Vector256.Create(limits[3]);
        for (var pair = 0; pair < pairs; pair++)
        {
            left = Vector256.Load(panel);
            right = Vector256.Load(panel + 8);
            var x = Vector256.Create(rows[0]);
            s00 += Products(x, left);
            s01 += Products(x, right);
            x = Vector256.Create(rows[1]);
            s10 += Products(x, left);
            s11 += Products(x, right);
            x = Vector256.Create(rows[2]);
            s20 += Products(x, left);
            s21 += Products(x, right);
            x = Vector256.Create(rows[3]);
            s30 += Products(x, left);
            s31 += Products(x, right);
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
        return s00 & s01 & s10 & s11 & s20 & s21 & s30 & s31;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Of(int* value) => Vector512.Create(*value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Products(Vector512<int> a, Vector512<int> b) => Avx512BW.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Products(Vector256<int> a, Vector256<int> b) => Avx2.IsSupported
        ? Avx2.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16())
        : PortableProducts(a, b);

    /// <summary>Both products of every pair and their sum, without an instruction for it.</summary>
    internal static Vector256<int> PortableProducts(Vector256<int> a, Vector256<int> b)
        => ((a << 16 >> 16) * (b << 16 >> 16)) + ((a >> 16) * (b >> 16));
}
