using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Countenance.Retrieval;

/// <summary>
/// A matrix of embeddings in 16 bits per coordinate, for <see cref="PairKernel"/>: moved to about its mean, scaled so that no row is longer
/// than <see cref="LongestRow"/>, rounded; in panels [P][D/2][32] of pairs. Products, norms and squared distances of codes are exact in 32
/// bits. Rounding moves a row or query by at most <see cref="Rounding"/>, so a distance of codes is wrong by at most twice that.
/// </summary>
internal sealed unsafe class ShortCodes
{
    /// <summary>The length of the longest row's code.</summary>
    public const int LongestRow = 16_000;

    /// <summary>The length up to which a query has a code: the square of the sum of both fits in 31 bits.</summary>
    public const int LongestQuery = 30_000;

    private const int SampledRows = 4096;
    private const int RowsOfPart = 4096;
    private const double RoundingConstant = 6755399441055744; // 1.5 · 2⁵²: added, the lowest bits are the nearest integer

    private readonly double[] center; // filled up to a multiple of 8

    public ShortCodes(
        EmbeddingMatrix matrix, string parameterName, ParallelOptions parallel, int fewestRowsOfHead = HeadCodes.FewestRows)
    {
        Matrix = matrix;
        Rounding = (0.5 * Math.Sqrt(matrix.Dimension) * (1 + 1e-6)) + 0.001;
        center = Center(matrix);
        var longest = Longest(parallel);
        if (!double.IsFinite(longest))
        {
            DistancePanels.RequireFinite(matrix, parameterName);
        }

        Scale = longest == 0 ? 1 : LongestRow / longest;
        Panels = new CodePanels(matrix.Count, (matrix.Dimension + 1) / 2);
        SquaredNorms = new int[Panels.Count * PairKernel.Columns];
        Head = HeadCodes.Find(this, center, fewestRowsOfHead, parallel.MaxDegreeOfParallelism);
        Parallel.For(0, Panels.Count, parallel, Pack);
    }

    /// <summary>The embeddings as they were given.</summary>
    public EmbeddingMatrix Matrix { get; }

    /// <summary>The codes, D/2 pairs each.</summary>
    public CodePanels Panels { get; }

    /// <summary>Coarser codes that tell of most rows that they are too far away; null where there are none.</summary>
    public HeadCodes? Head { get; }

    /// <summary>By what coordinates were multiplied.</summary>
    public double Scale { get; }

    /// <summary>At least the distance between a scaled row and its code.</summary>
    public double Rounding { get; }

    /// <summary>|code|² of every column.</summary>
    public int[] SquaredNorms { get; }

    /// <summary>Writes a query's code into lane <paramref name="lane"/> of a group of rows [D/2][8].</summary>
    /// <returns>|code|², or null where the query lies too far away to have a code; zeros are written then.</returns>
    public int? PackQuery(ReadOnlySpan<float> query, int* group, int lane)
    {
        if (Math.Sqrt(SquaredLength(query)) * Scale + Rounding <= LongestQuery)
        {
            return Encode(query, group + lane, PairKernel.Rows);
        }

        for (var pair = 0; pair < Panels.Pairs; pair++)
        {
            group[(pair * PairKernel.Rows) + lane] = 0;
        }

        return null;
    }

    // The mean of some rows: any place among the rows does.
    private static double[] Center(EmbeddingMatrix matrix)
    {
        var sums = new double[(matrix.Dimension + 7) / 8 * 8];
        var sampled = Math.Min(SampledRows, matrix.Count);
        for (var i = 0; i < sampled; i++)
        {
            var row = matrix[(int)((long)i * matrix.Count / sampled)];
            for (var d = 0; d < row.Length; d++)
            {
                sums[d] += row[d];
            }
        }

        return Array.ConvertAll(sums, sum => sum / Math.Max(1, sampled));
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
        Panels.Fill(panel, Matrix, Encode, SquaredNorms.AsSpan(panel * PairKernel.Columns, PairKernel.Columns));
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
