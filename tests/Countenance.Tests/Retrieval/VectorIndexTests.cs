using Countenance.Retrieval;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Retrieval;

public class VectorIndexTests
{
    /// <summary>Counts around the panels of 16 rows and the parts of 4096; dimensions around the unrolled four.</summary>
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(15, 3, 5)]
    [InlineData(17, 4, 17)]
    [InlineData(33, 6, 40)]
    [InlineData(1000, 17, 11)]
    [InlineData(9000, 64, 16)]
    public void Neighbours_are_those_of_the_search_for_many(int count, int dimension, int k)
    {
        var database = RandomEmbeddings.Blobs(count, dimension, 3, 1.0, seed: 1).Embeddings;
        var queries = RandomEmbeddings.Blobs(20, dimension, 3, 1.0, seed: 2).Embeddings;

        AssertEqual(database, queries, k, new VectorIndex(database));
        AssertEqual(database, queries, k, new VectorIndex(database, threads: 1));
    }

    /// <summary>A grid of few values has many equal distances, and codes that tell nothing apart.</summary>
    [Theory]
    [InlineData(5000, 2, 3, 11)]
    [InlineData(9000, 6, 2, 32)]
    public void Equal_distances_go_to_the_lower_index(int count, int dimension, int range, int k)
    {
        var matrix = RandomEmbeddings.Grid(count, dimension, range, seed: 3);

        AssertEqual(matrix, matrix.Rows([.. Enumerable.Range(0, 20)]), k, new VectorIndex(matrix));
    }

    /// <summary>One far row spoils the scale of all; rows 1e-3 apart at distance 1e4 of the origin must still be told apart.</summary>
    [Fact]
    public void Codes_too_coarse_to_tell_rows_apart_do_not_decide()
    {
        var random = new Random(5);
        float[] Draw(int count) => [.. Enumerable.Range(0, count * 4).Select(_ => 10_000f + (random.Next(64) * 0.0009765625f))];
        var values = Draw(5000);
        values[0] = -3e5f;
        var database = new EmbeddingMatrix(values, 4);

        AssertEqual(database, new EmbeddingMatrix(Draw(20), 4), 9, new VectorIndex(database));
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e30f)]
    public void The_scale_of_the_embedding_does_not_matter(float scale)
    {
        var matrix = RandomEmbeddings.Blobs(5000, 6, 2, 1.0, seed: 6).Embeddings;
        var scaled = new EmbeddingMatrix(Array.ConvertAll(matrix.Values, value => value * scale), 6);

        AssertEqual(scaled, scaled.Rows([.. Enumerable.Range(0, 20)]), 7, new VectorIndex(scaled));
    }

    /// <summary>So far from the rows that single precision has no number for it.</summary>
    [Fact]
    public void A_query_far_from_everything_finds_its_nearest_all_the_same()
    {
        var matrix = RandomEmbeddings.Blobs(5000, 3, 2, 1e-20, seed: 7).Embeddings;

        AssertEqual(matrix, new EmbeddingMatrix([1e25f, -1e25f, 3e24f], 3), 5, new VectorIndex(matrix));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1000)]
    public void Only_rows_that_are_allowed_are_found(int every)
    {
        var matrix = RandomEmbeddings.Blobs(9000, 8, 3, 1.0, seed: 8).Embeddings;
        int[] allowed = [.. Enumerable.Range(0, matrix.Count).Where(i => i % every == 1)];
        var query = matrix[4];
        NeighborLists expected = new NearestNeighbors(matrix.Rows(allowed)).Search(new EmbeddingMatrix(query.ToArray(), 8), 16);

        NeighborLists found = new VectorIndex(matrix).Search(query, 16, i => i % every == 1);

        Assert.Equal(expected.Indices.Select(i => allowed[i]), found.Indices);
        Assert.Equal(expected.SquaredDistances, found.SquaredDistances);
        Assert.Equal(0, new VectorIndex(matrix).Search(query, 16, _ => false).K);
    }

    [Fact]
    public void Rows_that_are_all_equal_are_found_in_their_order()
    {
        var matrix = new EmbeddingMatrix([.. Enumerable.Repeat(2.5f, 5000 * 3)], 3);

        Assert.Equal([0, 1, 2, 3], new VectorIndex(matrix).Search([2.5f, 2.5f, 2.5f], 4).Indices);
    }

    [Fact]
    public void An_empty_matrix_holds_no_neighbours() =>
        Assert.Equal(0, new VectorIndex(new EmbeddingMatrix([], 3)).Search([1, 2, 3], 4).K);

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        var index = new VectorIndex(new EmbeddingMatrix([1, 2, 3], 3));
        Assert.Throws<ArgumentException>(() => index.Search([1, 2], 1));
        Assert.Throws<ArgumentException>(() => index.Search([1, 2, float.NaN], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Search([1, 2, 3], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorIndex(index.Matrix, threads: 0));
        Assert.Throws<ArgumentException>(() => new VectorIndex(new EmbeddingMatrix([1, float.PositiveInfinity], 2)));
    }

    private static void AssertEqual(EmbeddingMatrix database, EmbeddingMatrix queries, int k, VectorIndex index)
    {
        NeighborLists expected = new NearestNeighbors(database).Search(queries, k);
        for (var i = 0; i < queries.Count; i++)
        {
            NeighborLists found = index.Search(queries[i], k);
            Assert.Equal(expected[i].ToArray(), found.Indices);
            Assert.Equal(expected.DistancesOf(i).ToArray(), found.SquaredDistances);
        }
    }
}
