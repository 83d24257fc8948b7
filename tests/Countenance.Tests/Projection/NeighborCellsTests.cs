using Countenance.Projection;
using Countenance.Retrieval;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Projection;

public class NeighborCellsTests
{
    private const int K = 30;

    [Fact]
    public void Nearly_all_of_the_nearest_are_found_with_their_distances()
    {
        EmbeddingMatrix rows = RandomEmbeddings.Blobs(25_000, 12, 8, 3.0, seed: 5).Embeddings;
        NeighborLists exact = NearestNeighbors.SearchWithin(rows, K);

        NeighborLists found = NeighborCells.SearchWithin(rows, K, threads: -1, TestContext.Current.CancellationToken);

        Assert.Equal((exact.Count, K), (found.Count, found.K));
        long hits = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            HashSet<int> nearest = [.. exact[row]];
            hits += found[row].ToArray().Count(nearest.Contains);
            Assert.DoesNotContain(row, found[row].ToArray());
            Assert.Equal(K, found[row].ToArray().Distinct().Count());
        }

        Assert.InRange(hits / (double)(rows.Count * K), 0.97, 0.99999); // some are missed: these are not all the rows
        for (var i = 0; i < K; i++)
        {
            Assert.Equal(Distance(rows[7], rows[found[7][i]]), found.DistancesOf(7)[i], 1e-4);
        }

        Assert.Equal(found.DistancesOf(7).ToArray().Order(), found.DistancesOf(7).ToArray());
    }

    [Fact]
    public void The_number_of_threads_and_rows_that_are_alike_make_no_difference()
    {
        EmbeddingMatrix rows = RandomEmbeddings.Blobs(13_000, 4, 4, 3.0, seed: 6).Embeddings;
        rows.Values.AsSpan(0, 200 * rows.Dimension).Clear(); // 200 equal rows, more than are asked for

        NeighborLists one = NeighborCells.SearchWithin(rows, K, threads: 1, TestContext.Current.CancellationToken);
        NeighborLists two = NeighborCells.SearchWithin(rows, K, threads: 2, TestContext.Current.CancellationToken);

        Assert.Equal(one.Indices, two.Indices);
        Assert.Equal(one.SquaredDistances, two.SquaredDistances);
        Assert.Equal(Enumerable.Range(0, K + 1).Where(i => i != 3), one[3].ToArray());
    }

    private static double Distance(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (var d = 0; d < x.Length; d++)
        {
            sum += ((double)x[d] - y[d]) * ((double)x[d] - y[d]);
        }

        return sum;
    }
}
