using System.Runtime.CompilerServices;
using Countenance.Retrieval;

namespace Countenance.Projection;

/// <summary>
/// The joint probabilities of neighbours, p_ij = (p_j|i + p_i|j) / 2N, as compressed rows. Each row's entries stand in the order of their
/// column and are filled up to a multiple of <see cref="Step"/> with entries of probability 0 that point to the row itself.
/// </summary>
internal sealed class AffinityGraph
{
    /// <summary>Rows have a multiple of this many entries.</summary>
    public const int Step = 8;

    private const int RowsOfPart = 256;
    private const int MostExact = 50_000;

    private AffinityGraph(int[] rowStarts, int[] columns, float[] values)
    {
        RowStarts = rowStarts;
        Columns = columns;
        Values = values;
    }

    /// <summary>N, the number of points.</summary>
    public int Count => RowStarts.Length - 1;

    /// <summary>Where each row begins, and at last where the last one ends, [N + 1].</summary>
    public int[] RowStarts { get; }

    /// <summary>The other point of each entry.</summary>
    public int[] Columns { get; }

    /// <summary>The probability of each entry; together they are 1.</summary>
    public float[] Values { get; }

    /// <summary>
    /// Calibrates every point on its ⌊3 · perplexity⌋ nearest others (or all, if fewer) and makes the result symmetric. Of many points the
    /// nearest are approximate: exact ones take longer than the map.
    /// </summary>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static AffinityGraph Of(EmbeddingMatrix embeddings, double perplexity, int threads, CancellationToken cancellation)
    {
        var k = (int)Math.Min(embeddings.Count, 3 * perplexity);
        var neighbors = embeddings.Count > MostExact && k < NeighborCells.RowsOfCell
            ? NeighborCells.SearchWithin(embeddings, k, threads, cancellation)
            : NearestNeighbors.SearchWithin(embeddings, k, threads);
        return Symmetric(neighbors, Conditional(neighbors, perplexity, threads), threads);
    }

    /// <summary>p_j|i of every neighbour, [N, K].</summary>
    public static float[] Conditional(NeighborLists neighbors, double perplexity, int threads)
    {
        var conditional = new float[neighbors.Indices.Length];
        new ParallelParts(threads).RunRanges(neighbors.Count, RowsOfPart, (first, end) =>
        {
            var row = new double[neighbors.K];
            for (var i = first; i < end; i++)
            {
                PerplexityCalibration.Fit(neighbors.DistancesOf(i), perplexity, row);
                for (var j = 0; j < row.Length; j++)
                {
                    conditional[(i * row.Length) + j] = (float)row[j];
                }
            }
        });
        return conditional;
    }

    /// <summary>p_ij = (p_j|i + p_i|j) / 2N.</summary>
    public static AffinityGraph Symmetric(NeighborLists neighbors, float[] conditional, int threads)
    {
        var parts = new ParallelParts(threads);
        var count = neighbors.Count;
        var columns = (int[])neighbors.Indices.Clone();
        var values = (float[])conditional.Clone();
        parts.RunRanges(count, RowsOfPart, (first, end) =>
        {
            for (var i = first; i < end; i++)
            {
                Array.Sort(columns, values, i * neighbors.K, neighbors.K);
            }
        });

        var transposed = Transposed(columns, values, count, neighbors.K);
        var starts = new int[count + 1];
        parts.RunRanges(count, RowsOfPart, (first, end) =>
        {
            for (var i = first; i < end; i++)
            {
                var forward = columns.AsSpan(i * neighbors.K, neighbors.K);
                starts[i + 1] = UnionLength(forward, transposed.Row(i));
            }
        });
        for (var i = 0; i < count; i++)
        {
            starts[i + 1] = checked(starts[i] + ((starts[i + 1] + Step - 1) / Step * Step));
        }

        var graph = new AffinityGraph(starts, GC.AllocateUninitializedArray<int>(starts[count]), new float[starts[count]]);
        parts.RunRanges(count, RowsOfPart, (first, end) =>
        {
            for (var i = first; i < end; i++)
            {
                var own = columns.AsSpan(i * neighbors.K, neighbors.K);
                graph.Fill(i, own, values.AsSpan(i * neighbors.K, neighbors.K), transposed);
            }
        });
        return graph;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Transposition Transposed(int[] columns, float[] values, int count, int k)
    {
        var starts = new int[count + 1];
        foreach (var column in columns)
        {
            starts[column + 1]++;
        }

        for (var i = 0; i < count; i++)
        {
            starts[i + 1] += starts[i];
        }

        var next = starts.AsSpan(0, count).ToArray();
        var rows = new int[columns.Length];
        var turned = new float[columns.Length];
        for (var entry = 0; entry < columns.Length; entry++)
        {
            var place = next[columns[entry]]++;
            rows[place] = entry / k; // Ascending within each column, since entries come row by row.
            turned[place] = values[entry];
        }

        return new Transposition(starts, rows, turned);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int UnionLength(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        var (a, b, length) = (0, 0, 0);
        for (; a < first.Length && b < second.Length; length++)
        {
            var (left, right) = (first[a], second[b]);
            a += left <= right ? 1 : 0;
            b += right <= left ? 1 : 0;
        }

        return length + first.Length - a + second.Length - b;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(int row, ReadOnlySpan<int> forward, ReadOnlySpan<float> forwardValues, Transposition transposed)
    {
        var backward = transposed.Row(row);
        var backwardValues = transposed.ValuesOf(row);
        var scale = 0.5 / Count;
        var place = RowStarts[row];
        var (a, b) = (0, 0);
        while (a < forward.Length || b < backward.Length)
        {
            var left = a < forward.Length ? forward[a] : int.MaxValue;
            var right = b < backward.Length ? backward[b] : int.MaxValue;
            var sum = 0.0;
            if (left <= right)
            {
                sum += forwardValues[a++];
            }

            if (right <= left)
            {
                sum += backwardValues[b++];
            }

            Columns[place] = Math.Min(left, right);
            Values[place++] = (float)(sum * scale);
        }

        Columns.AsSpan(place, RowStarts[row + 1] - place).Fill(row);
    }

    private sealed record Transposition(int[] Starts, int[] Rows, float[] Values)
    {
        public ReadOnlySpan<int> Row(int index) => Rows.AsSpan(Starts[index], Starts[index + 1] - Starts[index]);

        public ReadOnlySpan<float> ValuesOf(int index) => Values.AsSpan(Starts[index], Starts[index + 1] - Starts[index]);
    }
}
