using Countenance.Projection;
using Countenance.Retrieval;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Projection;

public class AffinityGraphTests
{
    [Fact]
    public void Probabilities_are_symmetric_and_sum_to_one()
    {
        var embeddings = RandomEmbeddings.Blobs(180, 5, 3, 2.0, seed: 11).Embeddings;

        var dense = Dense(AffinityGraph.Of(embeddings, 12, threads: -1, TestContext.Current.CancellationToken));

        Assert.Equal(1, dense.Cast<double>().Sum(), 1e-6);
        for (var i = 0; i < 180; i++)
        {
            Assert.Equal(0, dense[i, i]);
            for (var j = 0; j < i; j++)
            {
                Assert.Equal(dense[i, j], dense[j, i], 1e-12);
            }
        }
    }

    [Fact]
    public void An_entry_is_the_mean_of_both_conditionals()
    {
        var neighbors = new NeighborLists([1, 2, 0, 2, 0, 1], [1, 2, 1, 3, 2, 3], 3, 2);
        float[] conditional = [0.75f, 0.25f, 0.5f, 0.5f, 0.125f, 0.875f];

        var dense = Dense(AffinityGraph.Symmetric(neighbors, conditional, threads: 1));

        Assert.Equal((0.75 + 0.5) / 6, dense[0, 1], 1e-7);
        Assert.Equal((0.25 + 0.125) / 6, dense[0, 2], 1e-7);
        Assert.Equal((0.5 + 0.875) / 6, dense[2, 1], 1e-7);
    }

    [Fact]
    public void Rows_ascend_without_repeats_and_are_filled_up_with_nothing()
    {
        var graph = AffinityGraph.Of(RandomEmbeddings.Blobs(150, 4, 2, 1.0, seed: 12).Embeddings, 7, threads: 3, TestContext.Current.CancellationToken);

        for (var i = 0; i < graph.Count; i++)
        {
            var (start, end) = (graph.RowStarts[i], graph.RowStarts[i + 1]);
            Assert.Equal(0, (end - start) % AffinityGraph.Step);
            var used = Enumerable.Range(start, end - start).TakeWhile(e => graph.Columns[e] != i).ToArray();
            Assert.All(used.Zip(used.Skip(1)), pair => Assert.True(graph.Columns[pair.First] < graph.Columns[pair.Second]));
            Assert.All(Enumerable.Range(start + used.Length, end - start - used.Length), e =>
            {
                Assert.Equal(i, graph.Columns[e]);
                Assert.Equal(0, graph.Values[e]);
            });
        }
    }

    /// <summary>With all others as neighbours these are the exact joint probabilities.</summary>
    [Fact]
    public void Joint_probabilities_are_scikit_learns()
    {
        var embeddings = GoldenMap.Embeddings;
        var neighbors = NearestNeighbors.SearchWithin(embeddings, embeddings.Count - 1);
        var conditional = AffinityGraph.Conditional(neighbors, GoldenMap.Perplexity, threads: -1);

        var dense = Dense(AffinityGraph.Symmetric(neighbors, conditional, threads: -1));

        foreach (var (row, expected) in GoldenMap.Joint)
        {
            for (var j = 0; j < expected.Length; j++)
            {
                Assert.Equal(expected[j], dense[row, j], (1e-3 * expected[j]) + 1e-10);
            }
        }
    }

    private static double[,] Dense(AffinityGraph graph)
    {
        var dense = new double[graph.Count, graph.Count];
        for (var i = 0; i < graph.Count; i++)
        {
            for (var entry = graph.RowStarts[i]; entry < graph.RowStarts[i + 1]; entry++)
            {
                dense[i, graph.Columns[entry]] += graph.Values[entry];
            }
        }

        return dense;
    }
}
