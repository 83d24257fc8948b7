using Countenance.Clustering;
using Countenance.Retrieval;

namespace Countenance.Projection;

/// <summary>
/// Approximate nearest neighbours in time that grows with N, where exact ones take N²: the rows lie in cells of k-means, and each row is
/// compared with those of the cells nearest to its own (an inverted file, Sivic and Zisserman 2003). What is found has its exact distance.
/// Rows that are all alike fill one cell and take as long as before.
/// </summary>
internal static class NeighborCells
{
    /// <summary>Rows of a cell, on average.</summary>
    public const int RowsOfCell = 1000;

    /// <summary>Cells that are searched, a row's own among them.</summary>
    private const int NearestCells = 12;

    private const int SampleOfCell = 64;
    private const int Iterations = 10;

    /// <summary>K others for every row; all but a few of them are among its nearest.</summary>
    /// <param name="matrix">The rows, [N, D], finite.</param>
    /// <param name="k">The neighbours wanted, less than <see cref="RowsOfCell"/> and than N.</param>
    /// <param name="threads">The most threads used; −1 for all of the machine's. The result does not depend on it.</param>
    /// <param name="cancellation">Stops between two cells.</param>
    /// <returns>Indices and squared distances, [N, K].</returns>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static NeighborLists SearchWithin(EmbeddingMatrix matrix, int k, int threads, CancellationToken cancellation)
    {
        var indices = new int[matrix.Count * k];
        var distances = new double[indices.Length];
        EmbeddingMatrix centers = Centers(matrix, threads);
        int[][] cells = Cells(new NearestNeighbors(centers, threads).Search(matrix, 1), centers.Count);
        NeighborLists nearest = new NearestNeighbors(centers, threads).Search(centers, NearestCells);
        for (var cell = 0; cell < cells.Length; cell++)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] candidates = Candidates(cells, nearest[cell], k);
            NeighborLists found = new NearestNeighbors(matrix.Rows(candidates), threads).Search(matrix.Rows(cells[cell]), k + 1);
            for (var i = 0; i < cells[cell].Length; i++)
            {
                Write(cells[cell][i], found, i, candidates, indices, distances);
            }
        }

        return new NeighborLists(indices, distances, matrix.Count, k);
    }

    // A sample is enough to lay the cells.
    private static EmbeddingMatrix Centers(EmbeddingMatrix matrix, int threads)
    {
        var count = Math.Max(NearestCells, matrix.Count / RowsOfCell);
        var sample = (int)Math.Min(matrix.Count, (long)count * SampleOfCell);
        EmbeddingMatrix rows = matrix.Rows([.. Enumerable.Range(0, sample).Select(i => (int)((long)i * matrix.Count / sample))]);
        return KMeans.Run(rows, new KMeansOptions(count) { Restarts = 1, MaxIterations = Iterations, Threads = threads }).Centers;
    }

    private static int[][] Cells(NeighborLists nearest, int count)
    {
        var cells = Enumerable.Range(0, count).Select(_ => new List<int>()).ToArray();
        for (var row = 0; row < nearest.Count; row++)
        {
            cells[nearest[row][0]].Add(row);
        }

        return [.. cells.Select(cell => cell.ToArray())];
    }

    // In the order of their index, so that equal distances are ordered as by an exact search; as many cells as K others need, at least.
    private static int[] Candidates(int[][] cells, ReadOnlySpan<int> nearest, int k)
    {
        var candidates = new List<int>();
        foreach (var cell in nearest)
        {
            candidates.AddRange(cells[cell]);
        }

        for (var cell = 0; candidates.Count <= k; cell++)
        {
            candidates.AddRange(nearest.Contains(cell) ? [] : cells[cell]);
        }

        candidates.Sort();
        return [.. candidates];
    }

    // Leaves the row itself out.
    private static void Write(int row, NeighborLists found, int query, int[] candidates, int[] indices, double[] distances)
    {
        var k = found.K - 1;
        ReadOnlySpan<int> near = found[query];
        ReadOnlySpan<double> away = found.DistancesOf(query);
        for (int from = 0, to = row * k; to < (row + 1) * k; from++)
        {
            if (candidates[near[from]] != row)
            {
                indices[to] = candidates[near[from]];
                distances[to++] = away[from];
            }
        }
    }
}
