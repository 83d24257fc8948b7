using Countenance.Clustering;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Clustering;

public class ClusteringMetricsTests
{
    [Fact]
    public void Figures_are_scikit_learns()
    {
        foreach (var golden in GoldenMetrics.Part("agreement").EnumerateArray())
        {
            var (first, second) = (golden.Ints("first"), golden.Ints("second"));

            Assert.Equal(golden.Number("nmi"), ClusteringMetrics.NormalizedMutualInformation(first, second), 1e-10);
            Assert.Equal(golden.Number("ami"), ClusteringMetrics.AdjustedMutualInformation(first, second), 1e-10);
            Assert.Equal(golden.Number("ari"), ClusteringMetrics.AdjustedRand(first, second), 1e-10);
            Assert.Equal(golden.Number("pairF1"), ClusteringMetrics.PairwiseF1(first, second), 1e-10);
        }
    }

    [Fact]
    public void Pairwise_F1_counts_pairs()
    {
        var random = new Random(51);
        var classes = Enumerable.Range(0, 60).Select(_ => random.Next(4)).ToArray();
        var clusters = Enumerable.Range(0, 60).Select(_ => random.Next(6)).ToArray();
        var (both, inClasses, inClusters) = (0, 0, 0);
        for (var i = 0; i < 60; i++)
        {
            for (var j = 0; j < i; j++)
            {
                inClasses += classes[i] == classes[j] ? 1 : 0;
                inClusters += clusters[i] == clusters[j] ? 1 : 0;
                both += classes[i] == classes[j] && clusters[i] == clusters[j] ? 1 : 0;
            }
        }

        var (precision, recall) = ((double)both / inClusters, (double)both / inClasses);
        Assert.Equal(2 * precision * recall / (precision + recall), ClusteringMetrics.PairwiseF1(classes, clusters), 1e-12);
    }

    [Fact]
    public void Names_and_order_do_not_matter_and_the_figures_are_symmetric()
    {
        var random = new Random(52);
        var first = Enumerable.Range(0, 500).Select(_ => random.Next(7)).ToArray();
        var second = Enumerable.Range(0, 500).Select(i => random.Next(3) == 0 ? random.Next(5) : first[i] % 5).ToArray();
        var order = RandomEmbeddings.Order(500, seed: 53);
        var renamed = Array.ConvertAll(order, i => 1_000_000 - (13 * first[i]));
        var reordered = Array.ConvertAll(order, i => second[i]);

        Assert.Equal(All(first, second), All(renamed, reordered), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(All(first, second), All(second, first), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.All(All(first, second), value => Assert.InRange(value, 0.05, 0.95));
    }

    [Fact]
    public void The_same_partition_agrees_fully_whatever_its_size()
    {
        int[][] partitions = [[], [3], [4, 4, 4], [0, 1, 2, 3], [0, 0, 1, 1, 2]];

        foreach (var partition in partitions)
        {
            Assert.All(All(partition, Array.ConvertAll(partition, label => label + 10)), value => Assert.Equal(1, value, 1e-12));
        }
    }

    [Fact]
    public void Samples_without_a_label_are_left_out()
    {
        Assert.Equal(All([0, 0, 1, 1, 1], [0, 1, 1, 1, 1]), All([0, -1, 0, 1, 1, 1, 2], [0, 5, 1, 1, 1, 1, -1]));
    }

    /// <summary>Every sample its own class: a table of all pairs would need 4.5·10¹⁰ cells.</summary>
    [Fact]
    public void Many_labels_need_no_table_of_all_pairs()
    {
        const int Count = 300_000;
        var singles = Enumerable.Range(0, Count).ToArray();
        var pairs = Array.ConvertAll(singles, i => i / 2);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var nmi = ClusteringMetrics.NormalizedMutualInformation(singles, pairs);

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 200_000_000);
        var (whole, half) = (Math.Log(Count), Math.Log(Count / 2));
        Assert.Equal(half / ((whole + half) / 2), nmi, 1e-9);
        Assert.Equal(0, ClusteringMetrics.AdjustedMutualInformation(singles, pairs), 1e-9);
    }

    [Fact]
    public void Different_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ClusteringMetrics.AdjustedRand([1, 2], [1]));
    }

    private static double[] All(int[] first, int[] second) =>
    [
        ClusteringMetrics.NormalizedMutualInformation(first, second),
        ClusteringMetrics.AdjustedMutualInformation(first, second),
        ClusteringMetrics.AdjustedRand(first, second),
        ClusteringMetrics.PairwiseF1(first, second),
    ];
}
