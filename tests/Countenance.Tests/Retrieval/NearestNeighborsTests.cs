using Countenance.Retrieval;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Retrieval;

public class NearestNeighborsTests
{
    /// <summary>Counts around the kernel's 8 rows, 32 columns and the tile of 64; dimensions around vector widths; k up to all.</summary>
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(7, 31, 3, 5)]
    [InlineData(9, 33, 8, 33)]
    [InlineData(65, 200, 17, 11)]
    [InlineData(130, 1000, 64, 11)]
    [InlineData(20, 700, 5, 150)]
    [InlineData(30, 2000, 129, 11)]
    public void Neighbours_are_those_of_the_plain_loops(int queryCount, int count, int dimension, int k)
    {
        var database = RandomEmbeddings.Blobs(count, dimension, 3, 1.0, seed: 1).Embeddings;
        var queries = RandomEmbeddings.Blobs(queryCount, dimension, 3, 1.0, seed: 2).Embeddings;

        AssertEqual(Loops(database, queries, k, leaveSelfOut: false), new NearestNeighbors(database).Search(queries, k));
    }

    /// <summary>Rows that vary mostly along a few directions, of which codes of their own are made; a hundredth of them far from all others.</summary>
    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(40, 1, true)]
    [InlineData(350, 1, true)] // codes along the directions lose more to rounding than whole ones
    [InlineData(1e6f, 1, false)] // too much
    [InlineData(3, 1e25f, true)]
    public void Rows_along_a_few_directions_have_the_neighbours_of_the_plain_loops(float shift, float scale, bool hasHead)
    {
        const int dimension = 21;
        var random = new Random(9);
        float[] Draw(int count)
        {
            var values = new float[count * dimension];
            for (var i = 0; i < values.Length; i++)
            {
                var spread = (i % dimension) switch { 2 => 5.0, 9 => 3.0, 17 => 2.0, _ => 0.05 };
                var far = i / dimension % 100 == 7 ? 8 : 0;
                values[i] = (float)((((random.NextDouble() + random.NextDouble() - 1) * spread) + far + shift) * scale);
            }

            return values;
        }

        var database = new EmbeddingMatrix(Draw(17_000), dimension);
        var asked = Draw(90);
        asked.AsSpan(33 * dimension, dimension).Fill(1e4f * scale); // too far away to have a code
        var queries = new EmbeddingMatrix(asked, dimension);
        var codes = new ShortCodes(database, nameof(database), new ParallelOptions(), fewestRowsOfHead: 0);
        Assert.Equal(hasHead, codes.Head is not null);
        Assert.Equal(shift == 350, codes.Head?.Rounding > codes.Rounding);

        var search = new NearestNeighbors(database, -1, fewestRowsOfHead: 0);
        AssertEqual(Loops(database, queries, 12, leaveSelfOut: false), search.Search(queries, 12));
        var last = database.Rows([16_999]);
        AssertEqual(Loops(database, last, 16_900, leaveSelfOut: false), search.Search(last, 16_900));
        var within = search.Search(database, 5, leaveSelfOut: true);
        var some = database.Rows([.. Enumerable.Range(0, 17_000).Where(i => i % 170 == 3)]);
        var beside = Loops(database, some, 6, leaveSelfOut: false);
        for (var i = 0; i < some.Count; i++)
        {
            Assert.Equal(beside.Indices[((i * 6) + 1)..((i + 1) * 6)], within.Indices[(((i * 170) + 3) * 5)..(((i * 170) + 4) * 5)]); // the first is the row itself
        }
    }

    [Fact]
    public void Rows_alike_in_all_directions_have_no_such_codes()
    {
        var random = new Random(9);
        float[] values = [.. Enumerable.Range(0, 17_000 * 16).Select(_ => random.NextSingle())];
        var matrix = new EmbeddingMatrix(values, 16);

        Assert.Null(new ShortCodes(matrix, nameof(matrix), new ParallelOptions(), fewestRowsOfHead: 0).Head);
    }

    /// <summary>A grid of few values has many equal distances, whole runs of them longer than the candidate list.</summary>
    [Theory]
    [InlineData(400, 2, 3, 11)]
    [InlineData(900, 6, 2, 32)]
    [InlineData(500, 1, 1, 11)]
    public void Equal_distances_go_to_the_lower_index(int count, int dimension, int range, int k)
    {
        var matrix = RandomEmbeddings.Grid(count, dimension, range, seed: 3);

        AssertEqual(Loops(matrix, matrix, k, leaveSelfOut: true), NearestNeighbors.SearchWithin(matrix, k));
    }

    /// <summary>Points 1e-3 apart at distance 1e4 of the origin: |x|² + |y|² − 2x·y in single precision would know nothing.</summary>
    [Fact]
    public void Cancellation_does_not_decide_who_is_near()
    {
        var random = new Random(5);
        float[] Draw(int count) => [.. Enumerable.Range(0, count * 4).Select(_ => 10_000f + (random.Next(64) * 0.0009765625f))];
        var values = Draw(300);

        // One far point widens the range, so that neither centring nor scaling helps the others.
        values[0] = -3e5f;
        var database = new EmbeddingMatrix(values, 4);
        var queries = new EmbeddingMatrix(Draw(40), 4);

        AssertEqual(Loops(database, queries, 9, leaveSelfOut: false), new NearestNeighbors(database).Search(queries, 9));
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e30f)]
    public void The_scale_of_the_embedding_does_not_matter(float scale)
    {
        var matrix = RandomEmbeddings.Blobs(150, 6, 2, 1.0, seed: 6).Embeddings;
        var scaled = new EmbeddingMatrix(Array.ConvertAll(matrix.Values, value => value * scale), 6);

        Assert.Equal(NearestNeighbors.SearchWithin(matrix, 7).Indices, NearestNeighbors.SearchWithin(scaled, 7).Indices);
    }

    [Fact]
    public void A_query_out_of_the_range_of_scores_is_still_ranked()
    {
        var database = RandomEmbeddings.Blobs(300, 3, 2, 1.0, seed: 7).Embeddings;
        var queries = new EmbeddingMatrix([1e38f, -1e38f, 1e38f, 2f, 1f, 0f], 3);

        AssertEqual(Loops(database, queries, 5, leaveSelfOut: false), new NearestNeighbors(database).Search(queries, 5));
    }

    /// <summary>Around the distance up to which a query has a code.</summary>
    [Theory]
    [InlineData(0.5f)]
    [InlineData(1f)]
    [InlineData(2f)]
    [InlineData(3f)]
    public void Queries_beside_the_database_find_what_the_plain_loops_find(float shift)
    {
        var database = RandomEmbeddings.Blobs(900, 12, 3, 1.0, seed: 10).Embeddings;
        var queries = RandomEmbeddings.Blobs(60, 12, 3, 1.0, seed: 11).Embeddings;
        var reach = database.Values.Max(Math.Abs);
        var moved = new EmbeddingMatrix(Array.ConvertAll(queries.Values, value => value + (shift * reach)), 12);

        AssertEqual(Loops(database, moved, 11, leaveSelfOut: false), new NearestNeighbors(database).Search(moved, 11));
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        var matrix = RandomEmbeddings.Blobs(600, 20, 4, 2.0, seed: 8).Embeddings;

        AssertEqual(NearestNeighbors.SearchWithin(matrix, 11, threads: 1), NearestNeighbors.SearchWithin(matrix, 11, threads: 7));
    }

    [Fact]
    public void More_neighbours_than_rows_means_all_rows()
    {
        var matrix = RandomEmbeddings.Grid(4, 2, 5, seed: 9);

        Assert.Equal(4, new NearestNeighbors(matrix).Search(matrix, 11).K);
        Assert.Equal(3, NearestNeighbors.SearchWithin(matrix, 11).K);
        Assert.Equal(0, NearestNeighbors.SearchWithin(new EmbeddingMatrix([1, 2], 2), 11).K);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        var matrix = new EmbeddingMatrix([1, 2, 3, 4], 2);
        var search = new NearestNeighbors(matrix);

        Assert.Throws<ArgumentOutOfRangeException>(() => search.Search(matrix, 0));
        Assert.Throws<ArgumentException>(() => search.Search(new EmbeddingMatrix([1, 2, 3], 3), 1));
        var error = Assert.Throws<ArgumentException>(() => new NearestNeighbors(new EmbeddingMatrix([1, 2, float.NaN, 4], 2)));
        Assert.Contains("in row 1", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => search.Search(new EmbeddingMatrix([1, float.PositiveInfinity], 2), 1));
    }

    private static NeighborLists Loops(EmbeddingMatrix database, EmbeddingMatrix queries, int k, bool leaveSelfOut)
    {
        var indices = new List<int>();
        var distances = new List<double>();
        for (var q = 0; q < queries.Count; q++)
        {
            var ranked = Enumerable.Range(0, database.Count)
                .Where(i => !leaveSelfOut || i != q)
                .Select(i => (Distance: SquaredDistance(queries[q], database[i]), Index: i))
                .Order()
                .Take(k)
                .ToArray();
            indices.AddRange(ranked.Select(pair => pair.Index));
            distances.AddRange(ranked.Select(pair => pair.Distance));
        }

        return new NeighborLists([.. indices], [.. distances], queries.Count, indices.Count / queries.Count);
    }

    private static double SquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var d = 0; d < a.Length; d++)
        {
            sum += ((double)a[d] - b[d]) * ((double)a[d] - b[d]);
        }

        return sum;
    }

    private static void AssertEqual(NeighborLists expected, NeighborLists found)
    {
        Assert.Equal(expected.K, found.K);
        Assert.Equal(expected.Indices, found.Indices);
        for (var i = 0; i < expected.SquaredDistances.Length; i++)
        {
            Assert.Equal(expected.SquaredDistances[i], found.SquaredDistances[i], 1e-12 * expected.SquaredDistances[i]);
        }
    }
}
