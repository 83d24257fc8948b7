using System.Numerics;
using System.Runtime.Intrinsics;

namespace Countenance.Retrieval;

/// <summary>
/// Takes the neighbours of one query, nearest first. Called from several threads, once a query; the spans are lent for the call.
/// </summary>
internal delegate void NeighborVisitor(int query, ReadOnlySpan<int> indices, ReadOnlySpan<double> squaredDistances);

/// <summary>
/// The exact search of one tile of queries, with the memory of one thread. With r what rounding to codes moves a row, a distance lies
/// within 2r of its codes' distance d̂. So the k nearest lie within 2r of the k-th smallest d̂ seen so far, and a row is dropped only when
/// its d̂ exceeds that by 4r. What survives is ranked by its exact distance: rounding never decides who is a neighbour.
/// </summary>
internal sealed unsafe class TileSearch
{
    private const int GroupSize = PairKernel.Rows * PairKernel.Columns;
    private const int NoLimit = -700_000_000; // below every product less half a norm
    private const int NoRow = 700_000_000;    // above every one

    private readonly ShortCodes codes;
    private readonly EmbeddingMatrix queries;
    private readonly int[]? order;          // of the queries; null as they come
    private readonly bool leaveSelfOut;
    private readonly int capacity;
    private readonly float margin;          // 4r
    private readonly int[] rows;            // [tile / 8, D/2, 8], pinned
    private readonly int[] products;        // [8, 32], pinned
    private readonly int[] limits;          // [tile] what a product less half a norm must reach, pinned
    private readonly int[] headRows;        // as rows, of the heads
    private readonly int[] headLimits;      // as limits, of the heads
    private readonly int[] headNorms;       // [tile] |head's code|²
    private readonly double headMargin;     // what a distance of heads may exceed a bound by
    private readonly float[] keys;          // [tile, capacity] d̂ of each candidate, or its exact distance less 2r
    private readonly int[] candidates;      // [tile, capacity] its row in the database
    private readonly int[] counts;          // [tile]
    private readonly float[] bounds;        // [tile] no neighbour's d̂ exceeds this
    private readonly int?[] squaredNorms;   // [tile] |code|²; null for a query that has no code
    private readonly int[] wanted;          // [tile] k
    private readonly double[] distances;    // [capacity]
    private int first;

    public TileSearch(ShortCodes codes, EmbeddingMatrix queries, int[]? order, bool leaveSelfOut, int tile, int capacity)
    {
        this.codes = codes;
        this.queries = queries;
        this.order = order;
        this.leaveSelfOut = leaveSelfOut;
        this.capacity = capacity;
        margin = (float)(4 * codes.Rounding) + 0.03f; // and what single precision rounds
        rows = GC.AllocateArray<int>(tile * codes.Panels.Pairs, pinned: true);
        products = GC.AllocateArray<int>(GroupSize, pinned: true);
        limits = GC.AllocateArray<int>(tile, pinned: true);
        headRows = GC.AllocateArray<int>(tile * (codes.Head?.Panels.Pairs ?? 0), pinned: true);
        headLimits = GC.AllocateArray<int>(tile, pinned: true);
        headNorms = new int[tile];
        headMargin = Math.Max(0, 2 * ((codes.Head?.Rounding ?? 0) - codes.Rounding));
        keys = new float[tile * capacity];
        candidates = new int[tile * capacity];
        counts = new int[tile];
        bounds = new float[tile];
        squaredNorms = new int?[tile];
        wanted = new int[tile];
        distances = new double[capacity];
    }

    /// <summary>Finds the neighbours of <paramref name="count"/> queries of the order from place <paramref name="start"/> on.</summary>
    public void Run(int start, int count, Func<int, int> neighborsOf, NeighborVisitor visit)
    {
        first = start;
        Array.Fill(limits, NoRow);
        Array.Fill(headLimits, NoRow);
        fixed (int* packed = rows, reached = products, limit = limits, heads = headRows, headLimit = headLimits)
        {
            for (var q = 0; q < count; q++)
            {
                Admit(q, neighborsOf(QueryAt(q)), packed, heads);
            }

            for (var panel = 0; panel < codes.Panels.Count; panel++)
            {
                var whole = codes.Panels.Tile(panel);
                var head = codes.Head?.Panels.Tile(panel) ?? default;
                for (var row = 0; row < count; row += PairKernel.Rows)
                {
                    head.Rows = heads + (row * head.Pairs);
                    head.Limits = headLimit + row;
                    whole.Rows = packed + (row * whole.Pairs);
                    whole.Limits = limit + row;
                    if ((head.Pairs == 0 || PairKernel.Reach(head, reached)) && PairKernel.Reach(whole, reached))
                    {
                        Take(row, Math.Min(count, row + PairKernel.Rows), panel, reached);
                    }
                }
            }
        }

        for (var q = 0; q < count; q++)
        {
            Prune(q);
            Rank(q);
            var k = Math.Min(counts[q], wanted[q]);
            visit(QueryAt(q), candidates.AsSpan(q * capacity, k), distances.AsSpan(0, k));
        }
    }

    private int QueryAt(int q) => order is null ? first + q : order[first + q];

    private void Admit(int q, int neighbors, int* packed, int* heads)
    {
        var (group, lane) = (q / PairKernel.Rows * PairKernel.Rows, q % PairKernel.Rows);
        squaredNorms[q] = codes.PackQuery(queries[QueryAt(q)], packed + (group * codes.Panels.Pairs), lane);
        if (codes.Head is { } head)
        {
            // Without a code of the whole there is no bound, and so no limit for whatever this code is.
            headNorms[q] = squaredNorms[q] is null
                ? 0
                : head.Encode(queries[QueryAt(q)], heads + (group * head.Panels.Pairs) + lane, PairKernel.Rows);
        }

        wanted[q] = neighbors;
        counts[q] = 0;
        bounds[q] = float.PositiveInfinity;
        headLimits[q] = limits[q] = neighbors > 0 ? NoLimit : NoRow;
    }

    /// <summary>Adds, for a group of queries, the columns of a panel that may still be among the k nearest.</summary>
    private void Take(int row, int end, int panel, int* reached)
    {
        for (var q = row; q < end; q++, reached += PairKernel.Columns)
        {
            var limit = limits[q]; // as the kernel had it
            var columns = ~SignsOf(reached);
            for (; columns != 0; columns &= columns - 1)
            {
                var column = BitOperations.TrailingZeroCount(columns);
                var index = (panel * PairKernel.Columns) + column;
                if (!(leaveSelfOut && index == QueryAt(q)))
                {
                    Consider(q, index, reached[column] + limit + codes.Panels.Half[index]);
                }
            }
        }
    }

    private static uint SignsOf(int* values)
    {
        var bits = 0u;
        for (var column = 0; column < PairKernel.Columns; column += Vector256<int>.Count)
        {
            bits |= Vector256.Load(values + column).ExtractMostSignificantBits() << column;
        }

        return bits;
    }

    private void Consider(int q, int index, int product)
    {
        // A query without a code ranks all rows by their exact distances.
        var key = squaredNorms[q] is { } norm ? MathF.Sqrt(norm + codes.SquaredNorms[index] - (2 * product)) : 0;
        if (key > bounds[q])
        {
            return; // The bound may have sunk since the kernel read it.
        }

        if (counts[q] == capacity)
        {
            Prune(q);
            if (counts[q] > capacity - (capacity / 4))
            {
                KeepExact(q);
            }
        }

        var place = (q * capacity) + counts[q]++;
        keys[place] = key;
        candidates[place] = index;
    }

    /// <summary>Lowers the bound to what the k-th smallest key allows and drops the candidates beyond it.</summary>
    private void Prune(int q)
    {
        if (counts[q] <= wanted[q] || squaredNorms[q] is null)
        {
            return;
        }

        var own = keys.AsSpan(q * capacity, counts[q]);
        var ids = candidates.AsSpan(q * capacity, counts[q]);
        Lower(q, Selection.KthSmallest(own, ids, wanted[q]) + margin);
        var kept = 0;
        for (var i = 0; i < own.Length; i++)
        {
            if (own[i] <= bounds[q])
            {
                own[kept] = own[i];
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
        if (squaredNorms[q] is null)
        {
            return;
        }

        for (var i = 0; i < counts[q]; i++)
        {
            keys[(q * capacity) + i] = (float)(Math.Sqrt(distances[i]) * codes.Scale) - (margin / 2);
        }

        if (counts[q] == wanted[q])
        {
            Lower(q, keys[(q * capacity) + counts[q] - 1] + margin);
        }
    }

    private void Lower(int q, float bound)
    {
        bounds[q] = Math.Min(bounds[q], bound);
        limits[q] = Limit(squaredNorms[q]!.Value, bounds[q]);
        headLimits[q] = Limit(headNorms[q], bounds[q] + headMargin); // no distance of heads exceeds that of the whole
    }

    /// <summary>d̂² = |x|² + |y|² − 2xy ≤ bound² needs xy − ⌊|y|² / 2⌋ ≥ (|x|² − bound²) / 2.</summary>
    private static int Limit(int squaredNorm, double bound) => (int)Math.Max(NoLimit, Math.Floor((squaredNorm - (bound * bound)) / 2) - 1);

    /// <summary>Orders the candidates by (exact distance, index).</summary>
    private void Rank(int q)
    {
        var ids = candidates.AsSpan(q * capacity, counts[q]);
        var exact = distances.AsSpan(0, ids.Length);
        var query = queries[QueryAt(q)];
        for (var i = 0; i < ids.Length; i++)
        {
            exact[i] = SquaredDistance.Between(query, codes.Matrix[ids[i]]);
        }

        Selection.SortByKeyThenId(exact, ids);
    }
}
