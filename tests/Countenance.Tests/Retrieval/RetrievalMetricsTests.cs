using Countenance.Evaluation;
using Countenance.Retrieval;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Retrieval;

public class RetrievalMetricsTests
{
    [Theory]
    [InlineData(120, 4, 3, 6.0)]
    [InlineData(300, 10, 8, 9.0)]
    public void Figures_are_those_of_the_plain_loops(int count, int dimension, int classes, double spread)
    {
        var (embeddings, labels) = RandomEmbeddings.Blobs(count, dimension, classes, spread, seed: 11);
        labels[5] = -1;
        labels[count - 1] = 77; // alone in its class

        var found = RetrievalMetrics.Evaluate(embeddings, labels);

        var expected = Loops(embeddings, labels);
        Assert.InRange(expected.MapAtR, 0.05, 0.95);
        AssertEqual(expected, found);
        AssertEqual(found, RetrievalMetrics.Evaluate(embeddings, labels, threads: 1));
    }

    [Fact]
    public void Neither_the_order_of_samples_nor_a_rotation_matters()
    {
        var (embeddings, labels) = RandomEmbeddings.Blobs(200, 6, 4, 6.0, seed: 12);
        var order = RandomEmbeddings.Order(200, seed: 13);

        var found = RetrievalMetrics.Evaluate(embeddings, labels);

        AssertEqual(found, RetrievalMetrics.Evaluate(embeddings.Reordered(order), Array.ConvertAll(order, i => labels[i])));
        AssertEqual(found, RetrievalMetrics.Evaluate(embeddings.Rotated(0.7), labels));
    }

    [Fact]
    public void One_class_is_always_right()
    {
        var result = RetrievalMetrics.Evaluate(RandomEmbeddings.Grid(20, 3, 2, seed: 14), new int[20]);

        Assert.All(result.Recall, value => Assert.Equal(1, value, 1e-12));
        Assert.All(result.Accuracy, value => Assert.Equal(1, value, 1e-12));
        Assert.Equal(1, result.MapAtR, 1e-12);
    }

    [Fact]
    public void Samples_alone_in_their_class_are_no_queries()
    {
        var result = RetrievalMetrics.Evaluate(new EmbeddingMatrix([0, 1, 2, 9], 1), [0, 1, 2, -1]);

        Assert.Equal(new double[6], result.Recall);
        Assert.Equal(0, result.MapAtR);
    }

    /// <summary>Points 0, 1, 3, 7 with classes a, b, a, b, worked by hand.</summary>
    [Fact]
    public void A_worked_example()
    {
        var result = RetrievalMetrics.Evaluate(new EmbeddingMatrix([0, 1, 3, 7], 1), [0, 1, 0, 1], [1, 2, 4]);

        // Rankings: 0 → 1, 3, 7; 1 → 0, 3, 7; 3 → 1, 0, 7; 7 → 3, 1, 0.
        Assert.Equal([0, 0.75, 1], result.Recall);
        Assert.Equal(0, result.Accuracy[0]);
        Assert.Equal(3.0 / 8, result.Accuracy[1], 1e-12);
        Assert.Equal(1.0 / 3, result.Accuracy[2], 1e-12);
        Assert.Equal(0, result.MapAtR);
    }

    private static RetrievalResult Loops(EmbeddingMatrix embeddings, int[] labels)
    {
        int[] k = [1, 2, 4, 8, 16, 32];
        var recall = new double[k.Length];
        var accuracy = new double[k.Length];
        var map = 0.0;
        var queries = 0;
        for (var q = 0; q < labels.Length; q++)
        {
            var ranking = Enumerable.Range(0, labels.Length)
                .Where(i => i != q && labels[i] >= 0)
                .OrderBy(i => Enumerable.Range(0, embeddings.Dimension).Sum(d => Math.Pow((double)embeddings[i][d] - embeddings[q][d], 2)))
                .ToArray();
            var r = ranking.Count(i => labels[i] == labels[q]);
            if (labels[q] < 0 || r == 0)
            {
                continue;
            }

            queries++;
            for (var i = 0; i < k.Length; i++)
            {
                var right = ranking.Take(k[i]).Count(n => labels[n] == labels[q]);
                recall[i] += right > 0 ? 1 : 0;
                accuracy[i] += (double)right / k[i];
            }

            map += Enumerable.Range(1, r)
                .Where(i => labels[ranking[i - 1]] == labels[q])
                .Sum(i => ranking.Take(i).Count(n => labels[n] == labels[q]) / (double)i) / r;
        }

        return new RetrievalResult(k, [.. recall.Select(v => v / queries)], [.. accuracy.Select(v => v / queries)], map / queries);
    }

    private static void AssertEqual(RetrievalResult expected, RetrievalResult found)
    {
        Assert.Equal(expected.K, found.K);
        for (var i = 0; i < expected.K.Count; i++)
        {
            Assert.Equal(expected.Recall[i], found.Recall[i], 1e-12);
            Assert.Equal(expected.Accuracy[i], found.Accuracy[i], 1e-12);
        }

        Assert.Equal(expected.MapAtR, found.MapAtR, 1e-12);
    }
}
