namespace Countenance.Retrieval;

/// <summary>
/// Exact nearest neighbours under the Euclidean distance. Neighbours are ordered by (distance, index): equal distances go to the
/// lower index. The result does not depend on the number of threads, nor on the vector width of the machine.
/// </summary>
/// <remarks>
/// A code of the database is held besides the database itself (2·N·D bytes, at most half as much again where a few directions hold most of
/// the variance). Working memory of a search is bounded by tens of MB per thread, for many thousands of neighbours,
/// beyond its result. A row a thousand times as long as the others makes the codes too coarse to leave anything out: the result is the
/// same, the search many times slower.
/// </remarks>
public sealed class NearestNeighbors
{
    private const int LargestTile = 64;
    private const int CandidatesPerThread = 1 << 22;

    private readonly ShortCodes codes;
    private readonly ParallelOptions parallel;

    /// <summary>Prepares the search over <paramref name="database"/>.</summary>
    /// <param name="database">The rows that are searched, [N, D], finite.</param>
    /// <param name="threads">The most threads a search uses; −1 for all of the machine's.</param>
    /// <exception cref="ArgumentException">A value of the database is NaN or infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is neither −1 nor positive.</exception>
    public NearestNeighbors(EmbeddingMatrix database, int threads = -1)
        : this(database, threads, HeadCodes.FewestRows)
    {
    }

    internal NearestNeighbors(EmbeddingMatrix database, int threads, int fewestRowsOfHead)
    {
        ArgumentNullException.ThrowIfNull(database);
        parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        codes = new ShortCodes(database, nameof(database), parallel, fewestRowsOfHead);
    }

    /// <summary>The K nearest rows of the database for every query.</summary>
    /// <param name="queries">The queries, [Q, D], finite.</param>
    /// <param name="k">The neighbours wanted, at least 1; when the database holds fewer rows, all of them are returned.</param>
    /// <returns>Indices and squared distances, [Q, min(k, N)]; the caller's own.</returns>
    /// <exception cref="ArgumentException">The dimensions differ, or a query is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is not positive.</exception>
    public NeighborLists Search(EmbeddingMatrix queries, int k) => Search(queries, k, leaveSelfOut: false);

    /// <summary>The K nearest other rows for every row of a matrix: a row is never its own neighbour, though its equals are.</summary>
    /// <param name="matrix">The rows, [N, D], finite.</param>
    /// <param name="k">The neighbours wanted, at least 1; when there are fewer other rows, all of them are returned.</param>
    /// <param name="threads">The most threads used; −1 for all of the machine's.</param>
    /// <returns>Indices and squared distances, [N, min(k, N − 1)]; the caller's own.</returns>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is not positive.</exception>
    public static NeighborLists SearchWithin(EmbeddingMatrix matrix, int k, int threads = -1) =>
        new NearestNeighbors(matrix, threads).Search(matrix, k, leaveSelfOut: true);

    /// <summary>
    /// Ranks the database for every query and hands each ranking over as soon as it is known, so that rankings need not be kept.
    /// </summary>
    /// <param name="queries">The queries, [Q, D].</param>
    /// <param name="leaveSelfOut">Queries are the database's own rows; row i is not a neighbour of query i.</param>
    /// <param name="largestK">The largest number <paramref name="neighborsOf"/> returns.</param>
    /// <param name="neighborsOf">How many neighbours a query wants; at most the rows there are.</param>
    /// <param name="visit">Called once a query, from several threads at a time.</param>
    internal void Scan(EmbeddingMatrix queries, bool leaveSelfOut, int largestK, Func<int, int> neighborsOf, NeighborVisitor visit)
    {
        var capacity = Math.Min(codes.Matrix.Count, largestK + Math.Max(largestK, LargestTile));
        capacity = Math.Max(capacity, 1);
        var tile = Math.Clamp(CandidatesPerThread / capacity / PairKernel.Rows * PairKernel.Rows, PairKernel.Rows, LargestTile);
        var tiles = (queries.Count + tile - 1) / tile;
        var order = codes.Head is { } head ? QueryOrder.Of(head, queries, parallel) : null;
        Parallel.For(
            0,
            tiles,
            parallel,
            () => new TileSearch(codes, queries, order, leaveSelfOut, tile, capacity),
            (index, _, search) =>
            {
                var start = index * tile;
                search.Run(start, Math.Min(tile, queries.Count - start), neighborsOf, visit);
                return search;
            },
            static _ => { });
    }

    internal NeighborLists Search(EmbeddingMatrix queries, int k, bool leaveSelfOut)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        if (queries.Dimension != codes.Matrix.Dimension)
        {
            throw new ArgumentException(
                $"Queries must have the database's dimension {codes.Matrix.Dimension}. Got {queries.Dimension}.", nameof(queries));
        }

        if (!leaveSelfOut)
        {
            DistancePanels.RequireFinite(queries, nameof(queries));
        }

        var found = Math.Min(k, leaveSelfOut ? Math.Max(0, codes.Matrix.Count - 1) : codes.Matrix.Count);
        var indices = new int[checked(queries.Count * found)];
        var distances = new double[indices.Length];
        Scan(queries, leaveSelfOut, found, _ => found, (query, neighbors, squared) =>
        {
            neighbors.CopyTo(indices.AsSpan(query * found));
            squared.CopyTo(distances.AsSpan(query * found));
        });
        return new NeighborLists(indices, distances, queries.Count, found);
    }
}
