namespace Countenance.Retrieval;

/// <summary>
/// Exact nearest neighbours of one query at a time under the Euclidean distance, over a large matrix: a scan of one byte per coordinate, by
/// several threads, leaves a few candidates, which their exact distances rank. Equal distances go to the lower index; the result does not
/// depend on threads or machine. For many queries at once, <see cref="NearestNeighbors"/> is faster.
/// </summary>
/// <remarks>Holds a quarter of the matrix's size besides the matrix itself.</remarks>
public sealed class VectorIndex
{
    private const int RowsPerPart = 4096;

    private readonly ByteCodes codes;
    private readonly int parts;

    /// <summary>Prepares the search; the matrix is used in place and must not change afterwards.</summary>
    /// <param name="matrix">The rows that are searched, [N, D], finite.</param>
    /// <param name="threads">Threads of a search; −1 for all of the machine's.</param>
    /// <exception cref="ArgumentException">A value is NaN or infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is neither −1 nor positive.</exception>
    public VectorIndex(EmbeddingMatrix matrix, int threads = -1)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (threads is 0 or < -1)
        {
            throw new ArgumentOutOfRangeException(nameof(threads), $"Threads must be positive, or −1 for all. Got {threads}.");
        }

        DistancePanels.RequireFinite(matrix, nameof(matrix));
        Matrix = matrix;
        codes = new ByteCodes(matrix);
        parts = Math.Clamp(matrix.Count / RowsPerPart, 1, threads < 0 ? Environment.ProcessorCount : threads);
    }

    /// <summary>The rows that are searched, [N, D].</summary>
    public EmbeddingMatrix Matrix { get; }

    /// <summary>The K nearest rows.</summary>
    /// <param name="query">The query, [D], finite.</param>
    /// <param name="k">The neighbours wanted, at least 1; fewer are returned when fewer rows are allowed.</param>
    /// <param name="allowed">Whether a row may be a neighbour, asked from several threads; null for all rows.</param>
    /// <returns>Indices and squared distances, [1, ≤ k]; the caller's own.</returns>
    /// <exception cref="ArgumentException">The query has another dimension or is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is not positive.</exception>
    public NeighborLists Search(ReadOnlySpan<float> query, int k, Func<int, bool>? allowed = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        if (query.Length != Matrix.Dimension)
        {
            throw new ArgumentException($"A query must have the dimension {Matrix.Dimension}. Got {query.Length}.", nameof(query));
        }

        var asked = new EmbeddingMatrix(query.ToArray(), query.Length);
        DistancePanels.RequireFinite(asked, nameof(query));
        var scans = new CodeScan[parts];
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts }, part =>
        {
            scans[part] = new CodeScan(codes, asked.Values, k, allowed);
            scans[part].Run((int)((long)codes.PanelCount * part / parts), (int)((long)codes.PanelCount * (part + 1) / parts));
        });

        return Rank(asked[0], k, scans);
    }

    private NeighborLists Rank(ReadOnlySpan<float> query, int k, CodeScan[] scans)
    {
        float[] uppers = [.. scans.SelectMany(scan => scan.Uppers).Order()];
        float bound = uppers.Length >= k ? uppers[k - 1] : float.PositiveInfinity;
        var indices = new List<int>();
        foreach (CodeScan scan in scans)
        {
            scan.Candidates(bound, indices);
        }

        int[] ids = [.. indices];
        var distances = new double[ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            distances[i] = SquaredDistance.Between(query, Matrix[ids[i]]);
        }

        Selection.SortByKeyThenId(distances, ids);
        int found = Math.Min(k, ids.Length);
        return new NeighborLists(ids[..found], distances[..found], 1, found);
    }
}
