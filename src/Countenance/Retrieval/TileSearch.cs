using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Countenance.Retrieval;

/// <summary>
/// Takes the neighbours of one query, nearest first. Called from several threads, once a query; the spans are lent for the call.
/// </summary>
internal delegate void NeighborVisitor(int query, ReadOnlySpan<int> indices, ReadOnlySpan<double> squaredDistances);

/// <summary>
/// The exact search of one tile of queries, with the memory of one thread. Scores from the single-precision kernel carry an error of
/// at most e = (D + 8) · 2⁻²³ · (|x'| + |y'|)². A database row is dropped only when its score less e exceeds the bound: the k-th
/// smallest score plus e seen so far. What survives is ranked by its exact distance, so rounding never decides who is a neighbour.
/// </summary>
internal sealed unsafe class TileSearch
{
    private const int GroupSize = TileKernel.Rows * TileKernel.Columns;

    private readonly DistancePanels panels;
    private readonly EmbeddingMatrix queries;
    private readonly bool leaveSelfOut;
    private readonly int capacity;
    private readonly float errorFactor;
    private readonly AlignedFloats rows;
    private readonly AlignedFloats scores = new(GroupSize);
    private readonly float[] upper;         // [tile, capacity] score + e of each candidate
    private readonly int[] candidates;      // [tile, capacity] its row in the database
    private readonly int[] counts;          // [tile]
    private readonly float[] bounds;        // [tile] no neighbour's score less e exceeds this
    private readonly double[] squaredNorms; // [tile] |x'|²
    private readonly float[] norms;         // [tile] |x'|
    private readonly int[] wanted;          // [tile] k
    private readonly double[] distances;    // [capacity]
    private int first;

    public TileSearch(DistancePanels panels, EmbeddingMatrix queries, bool leaveSelfOut, int tile, int capacity)
    {
        this.panels = panels;
        this.queries = queries;
        this.leaveSelfOut = leaveSelfOut;
        this.capacity = capacity;
        errorFactor = (panels.Dimension + 8) * 1.1920929e-7f;
        rows = new AlignedFloats(tile * panels.Dimension);
        upper = new float[tile * capacity];
        candidates = new int[tile * capacity];
        counts = new int[tile];
        bounds = new float[tile];
        squaredNorms = new double[tile];
        norms = new float[tile];
        wanted = new int[tile];
        distances = new double[capacity];
    }

    /// <summary>Finds the neighbours of <paramref name="count"/> queries from number <paramref name="start"/> on.</summary>
    public void Run(int start, int count, Func<int, int> neighborsOf, NeighborVisitor visit)
    {
        first = start;
        for (var q = 0; q < count; q++)
        {
            var group = rows.Pointer + (q / TileKernel.Rows * TileKernel.Rows * panels.Dimension);
            squaredNorms[q] = panels.PackRow(queries[start + q], group, q % TileKernel.Rows);
            norms[q] = (float)Math.Sqrt(squaredNorms[q]);
            wanted[q] = neighborsOf(start + q);
            counts[q] = 0;
            bounds[q] = wanted[q] > 0 ? float.PositiveInfinity : float.NegativeInfinity;
        }

        for (var panel = 0; panel < panels.PanelCount; panel++)
        {
            for (var row = 0; row < count; row += TileKernel.Rows)
            {
                TileKernel.Multiply(rows.Pointer + (row * panels.Dimension), panels.Panel(panel), panels.Dimension, scores.Pointer);
                Filter(row, Math.Min(count, row + TileKernel.Rows), panel);
            }
        }

        for (var q = 0; q < count; q++)
        {
            Prune(q);
            Rank(q);
            var k = Math.Min(counts[q], wanted[q]);
            visit(start + q, candidates.AsSpan(q * capacity, k), distances.AsSpan(0, k));
        }
    }

    /// <summary>Adds, for a group of queries, the columns of a panel whose score may still be among the k smallest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Filter(int row, int end, int panel)
    {
        var products = scores.Pointer;
        ref var columnNorms = ref panels.SquaredNorms[panel * TileKernel.Columns];
        var panelNorm = panels.PanelNorms[panel];
        for (var q = row; q < end; q++, products += TileKernel.Columns)
        {
            var error = ErrorAt(q, panelNorm);
            var beyond = Beyond(products, ref columnNorms, bounds[q] + error);
            if (beyond != uint.MaxValue)
            {
                AddColumns(q, panel, products, ~beyond, error);
            }
        }
    }

    /// <summary>A bit for every column whose score exceeds the limit; none for a score that is not a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Beyond(float* products, ref float columnNorms, float limit)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var most = Vector512.Create(limit);
            var low = Vector512.Load(products) + Vector512.LoadUnsafe(ref columnNorms);
            var high = Vector512.Load(products + 16) + Vector512.LoadUnsafe(ref columnNorms, 16);
            return (uint)Vector512.GreaterThan(low, most).ExtractMostSignificantBits()
                | ((uint)Vector512.GreaterThan(high, most).ExtractMostSignificantBits() << 16);
        }

        var bits = 0u;
        for (var column = 0; column < TileKernel.Columns; column += Vector256<float>.Count)
        {
            var score = Vector256.Load(products + column) + Vector256.LoadUnsafe(ref columnNorms, (nuint)column);
            bits |= Vector256.GreaterThan(score, Vector256.Create(limit)).ExtractMostSignificantBits() << column;
        }

        return bits;
    }

    private void AddColumns(int q, int panel, float* products, uint columns, float error)
    {
        for (; columns != 0; columns &= columns - 1)
        {
            var column = BitOperations.TrailingZeroCount(columns);
            var index = (panel * TileKernel.Columns) + column;
            var score = products[column] + panels.SquaredNorms[index];

            // The bound may have sunk since the columns were chosen.
            if (!(score > bounds[q] + error) && index < panels.Count && !(leaveSelfOut && index == first + q))
            {
                Add(q, index, score + error);
            }
        }
    }

    private void Add(int q, int index, float upperScore)
    {
        if (counts[q] == capacity)
        {
            Prune(q);
            if (counts[q] > capacity - (capacity / 4))
            {
                KeepExact(q);
            }
        }

        var place = (q * capacity) + counts[q]++;
        upper[place] = upperScore;
        candidates[place] = index;
    }

    /// <summary>Lowers the bound to the k-th smallest upper score and drops the candidates beyond it.</summary>
    private void Prune(int q)
    {
        var k = wanted[q];
        if (counts[q] <= k || !float.IsFinite(WorstError(q)))
        {
            return; // Scores out of the range of float say nothing; the exact ranking decides alone.
        }

        var keys = upper.AsSpan(q * capacity, counts[q]);
        var ids = candidates.AsSpan(q * capacity, counts[q]);
        bounds[q] = Math.Min(bounds[q], Selection.KthSmallest(keys, ids, k));
        var kept = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i] - (2 * Error(q, ids[i] / TileKernel.Columns)) <= bounds[q])
            {
                keys[kept] = keys[i];
                ids[kept++] = ids[i];
            }
        }

        counts[q] = kept;
    }

    /// <summary>Many candidates within rounding of one another: keeps the k best by exact distance and index.</summary>
    private void KeepExact(int q)
    {
        Rank(q);
        counts[q] = Math.Min(counts[q], wanted[q]);
        var largest = float.NegativeInfinity;
        for (var i = 0; i < counts[q]; i++)
        {
            var place = (q * capacity) + i;
            var score = (distances[i] * panels.Scale * panels.Scale) - squaredNorms[q];
            upper[place] = (float)score + Error(q, candidates[place] / TileKernel.Columns);
            largest = Math.Max(largest, upper[place]);
        }

        if (float.IsFinite(WorstError(q)))
        {
            bounds[q] = Math.Min(bounds[q], largest);
        }
    }

    /// <summary>Orders the candidates by (exact distance, index).</summary>
    private void Rank(int q)
    {
        var ids = candidates.AsSpan(q * capacity, counts[q]);
        var keys = distances.AsSpan(0, ids.Length);
        var query = queries[first + q];
        for (var i = 0; i < ids.Length; i++)
        {
            keys[i] = SquaredDistance.Between(query, panels.Matrix[ids[i]]);
        }

        Selection.SortByKeyThenId(keys, ids);
    }

    // No panel's error is larger: coordinates lie in [−1, 1].
    private float WorstError(int q) => ErrorAt(q, 2 * MathF.Sqrt(panels.Dimension));

    private float Error(int q, int panel) => ErrorAt(q, panels.PanelNorms[panel]);

    private float ErrorAt(int q, float columnNorm)
    {
        var reach = norms[q] + columnNorm;
        return (errorFactor * reach * reach) + 1e-36f;
    }
}
