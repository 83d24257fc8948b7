using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Countenance.Retrieval;

/// <summary>
/// A matrix of embeddings in 16 bits a coordinate, for <see cref="PairKernel"/>: moved to about its mean, scaled so that no row is longer
/// than <see cref="LongestRow"/>, rounded; in panels [P][D/2][32] of pairs. Products, norms and squared distances of codes are exact in 32
/// bits. Rounding moves a row or query by at most <see cref="Rounding"/>, so a distance of codes is wrong by at most twice that.
/// </summary>
internal sealed unsafe class ShortCodes
{
    /// <summary>The length of the longest row's code.</summary>
    public const int LongestRow = 16_000;

    /// <summary>The length up to which a query has a code: the square of the sum of both fits in 31 bits.</summary>
    public const int LongestQuery = 30_000;

    /// <summary>Half a norm too large for any product: of the columns that fill up the last panel.</summary>
    public const int NeverReached = 1 << 30;

    private const int SampledRows = 4096;
    private const int RowsOfPart = 4096;
    private const double RoundingConstant = 6755399441055744; // 1.5 · 2⁵²: added, the lowest bits are the nearest integer

    private readonly double[] center; // filled up to a multiple of 8
    private readonly int[] storage;
    private readonly int* codes;

    public ShortCodes(
        EmbeddingMatrix matrix, string parameterName, ParallelOptions parallel, int fewestRowsOfHead = HeadCodes.FewestRows)
    {
        Matrix = matrix;
        Pairs = (matrix.Dimension + 1) / 2;
        PanelCount = (matrix.Count + PairKernel.Columns - 1) / PairKernel.Columns;
        Rounding = (0.5 * Math.Sqrt(matrix.Dimension) * (1 + 1e-6)) + 0.001;
        var sample = Sample(matrix);
        center = Center(sample);
        var longest = Longest(parallel);
        if (!double.IsFinite(longest))
        {
            DistancePanels.RequireFinite(matrix, parameterName);
        }

        Scale = longest == 0 ? 1 : LongestRow / longest;
        (storage, var start) = Aligned(checked(PanelCount * Pairs * PairKernel.Columns));
        codes = (int*)start;
        SquaredNorms = new int[PanelCount * PairKernel.Columns];
        Half = GC.AllocateArray<int>(PanelCount * PairKernel.Columns, pinned: true);
        Head = HeadCodes.Find(this, sample, center, fewestRowsOfHead, parallel.MaxDegreeOfParallelism);
        Parallel.For(0, PanelCount, parallel, Pack);
    }

    /// <summary>The embeddings as they were given.</summary>
    public EmbeddingMatrix Matrix { get; }

    /// <summary>Pairs of coordinates of a row.</summary>
    public int Pairs { get; }

    public int PanelCount { get; }

    /// <summary>Coarser codes that tell of most rows that they are too far away; null where there are none.</summary>
    public HeadCodes? Head { get; }

    /// <summary>By what coordinates were multiplied.</summary>
    public double Scale { get; }

    /// <summary>At least the distance between a scaled row and its code.</summary>
    public double Rounding { get; }

    /// <summary>|code|² of every column.</summary>
    public int[] SquaredNorms { get; }

    /// <summary>⌊|code|² / 2⌋ of every column; too much for any product in the columns that fill up the last panel.</summary>
    public int[] Half { get; }

    /// <summary>Panel number <paramref name="index"/>, [D/2][32].</summary>
    public int* Panel(int index) => codes + ((long)index * Pairs * PairKernel.Columns);

    /// <summary>The half norms of panel number <paramref name="index"/>, [32].</summary>
    public int* HalfNorms(int index) => (int*)Unsafe.AsPointer(ref Half[index * PairKernel.Columns]); // pinned

    /// <summary>Writes a query's code into lane <paramref name="lane"/> of a group of rows [D/2][8].</summary>
    /// <returns>|code|², or null where the query lies too far away to have a code; zeros are written then.</returns>
    public int? PackQuery(ReadOnlySpan<float> query, int* group, int lane)
    {
        if (Math.Sqrt(SquaredLength(query)) * Scale + Rounding <= LongestQuery)
        {
            return Encode(query, group + lane, PairKernel.Rows);
        }

        for (var pair = 0; pair < Pairs; pair++)
        {
            group[(pair * PairKernel.Rows) + lane] = 0;
        }

        return null;
    }

    /// <summary>Pinned memory that begins where a line of the cache does; the array keeps it.</summary>
    internal static (int[] Storage, nint Start) Aligned(int count)
    {
        var storage = GC.AllocateUninitializedArray<int>(checked(count + 16), pinned: true);
        return (storage, (nint)(((nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(storage)) + 63) & ~(nuint)63)); // pinned
    }

    private static EmbeddingMatrix Sample(EmbeddingMatrix matrix)
    {
        var sampled = Math.Min(SampledRows, matrix.Count);
        var values = new float[sampled * matrix.Dimension];
        for (var i = 0; i < sampled; i++)
        {
            matrix[(int)((long)i * matrix.Count / sampled)].CopyTo(values.AsSpan(i * matrix.Dimension));
        }

        return new EmbeddingMatrix(values, matrix.Dimension);
    }

    // The mean of some rows: any place among the rows does.
    private static double[] Center(EmbeddingMatrix sample)
    {
        var sums = new double[(sample.Dimension + 7) / 8 * 8];
        for (var i = 0; i < sample.Count; i++)
        {
            var row = sample[i];
            for (var d = 0; d < row.Length; d++)
            {
                sums[d] += row[d];
            }
        }

        return Array.ConvertAll(sums, sum => sum / Math.Max(1, sample.Count));
    }

    private double Longest(ParallelOptions parallel)
    {
        var parts = new double[(Matrix.Count + RowsOfPart - 1) / RowsOfPart];
        Parallel.For(0, parts.Length, parallel, part =>
        {
            var most = 0.0;
            for (var i = part * RowsOfPart; i < Math.Min(Matrix.Count, (part + 1) * RowsOfPart); i++)
            {
                most = Math.Max(most, SquaredLength(Matrix[i])); // NaN stays
            }

            parts[part] = most;
        });
        return Math.Sqrt(parts.Aggregate(0.0, Math.Max));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double SquaredLength(ReadOnlySpan<float> row)
    {
        ref var source = ref MemoryMarshal.GetReference(row);
        ref var origin = ref MemoryMarshal.GetArrayDataReference(center);
        var (sumLow, sumHigh) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var d = 0;
        for (; d <= row.Length - 8; d += 8)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref source, (nuint)d));
            low -= Vector256.LoadUnsafe(ref origin, (nuint)d);
            high -= Vector256.LoadUnsafe(ref origin, (nuint)d + 4);
            sumLow += low * low;
            sumHigh += high * high;
        }

        var sum = Vector256.Sum(sumLow + sumHigh);
        for (; d < row.Length; d++)
        {
            sum += (row[d] - center[d]) * (row[d] - center[d]);
        }

        return sum;
    }

    private void Pack(int panel)
    {
        Head?.Pack(panel, Matrix);
        for (var column = 0; column < PairKernel.Columns; column++)
        {
            var index = (panel * PairKernel.Columns) + column;
            if (index < Matrix.Count)
            {
                SquaredNorms[index] = Encode(Matrix[index], Panel(panel) + column, PairKernel.Columns);
                Half[index] = SquaredNorms[index] / 2;
                continue;
            }

            Half[index] = NeverReached;
            for (var pair = 0; pair < Pairs; pair++)
            {
                Panel(panel)[(pair * PairKernel.Columns) + column] = 0;
            }
        }
    }

    /// <summary>Writes a row's code, a pair at each <paramref name="stride"/>-th place, and returns its squared length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Encode(ReadOnlySpan<float> row, int* target, int stride)
    {
        ref var source = ref MemoryMarshal.GetReference(row);
        ref var origin = ref MemoryMarshal.GetArrayDataReference(center);
        var constant = Vector256.Create(RoundingConstant);
        var squares = Vector256<int>.Zero;
        var pairs = stackalloc int[8];
        var d = 0;
        for (; d <= row.Length - 8; d += 8, target += 4 * stride)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref source, (nuint)d));
            low = ((low - Vector256.LoadUnsafe(ref origin, (nuint)d)) * Scale) + constant;
            high = ((high - Vector256.LoadUnsafe(ref origin, (nuint)d + 4)) * Scale) + constant;
            var code = Vector256.Narrow(low.AsInt64(), high.AsInt64());
            squares += code * code;
            Vector256.Narrow(code, code).AsInt32().Store(pairs);
            target[0] = pairs[0];
            target[stride] = pairs[1];
            target[2 * stride] = pairs[2];
            target[3 * stride] = pairs[3];
        }

        var sum = Vector256.Sum(squares);
        for (; d < row.Length; d += 2, target += stride)
        {
            var first = Code(row[d], d);
            var second = d + 1 < row.Length ? Code(row[d + 1], d + 1) : 0;
            sum += (first * first) + (second * second);
            *target = (second << 16) | (first & 0xFFFF);
        }

        return sum;
    }

    private int Code(float value, int d) => (int)Math.Round((value - center[d]) * Scale);
}
