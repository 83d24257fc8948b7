namespace Countenance.Clustering;

/// <summary>
/// Agreement of two labellings of the same samples, such as classes and clusters. All are symmetric, indifferent to the names of the
/// labels, and leave out samples labelled −1 in either. Without samples all are 1, as in scikit-learn.
/// </summary>
public static class ClusteringMetrics
{
    /// <summary>Normalised mutual information: MI(U, V) / ½(H(U) + H(V)); 1 when both entropies are 0 (one group each).</summary>
    /// <param name="first">One label per sample, [N].</param>
    /// <param name="second">One label per sample, [N].</param>
    /// <returns>0–1.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double NormalizedMutualInformation(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        var table = new ContingencyTable(first, second);
        var entropies = (Entropy(table.RowSums, table.Total) + Entropy(table.ColumnSums, table.Total)) / 2;
        return entropies == 0 ? 1 : Math.Clamp(MutualInformation(table) / entropies, 0, 1);
    }

    /// <summary>
    /// Adjusted mutual information (Vinh, Epps, Bailey): (MI − E[MI]) / (½(H(U) + H(V)) − E[MI]), where the expectation is over random
    /// labellings of the same group sizes. 0 by chance, 1 for the same partition; where the quotient is 0/0 (one group in both, or every
    /// sample its own group in both) it is 1.
    /// </summary>
    /// <param name="first">One label per sample, [N].</param>
    /// <param name="second">One label per sample, [N].</param>
    /// <returns>At most 1; slightly below 0 for labellings worse than chance.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double AdjustedMutualInformation(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        var table = new ContingencyTable(first, second);
        if (table.SamePartition)
        {
            return 1;
        }

        var entropies = (Entropy(table.RowSums, table.Total) + Entropy(table.ColumnSums, table.Total)) / 2;
        var expected = ExpectedMutualInformation.Of(table.RowSums, table.ColumnSums, table.Total);
        var room = entropies - expected;
        return Math.Abs(room) < 1e-12 ? 0 : (MutualInformation(table) - expected) / room;
    }

    /// <summary>
    /// F1 over pairs of samples: precision = pairs together in both / pairs together in <paramref name="clusters"/>, recall = the same
    /// over the pairs together in <paramref name="classes"/>. 1 when no pair is together in either, 0 when in one only.
    /// </summary>
    /// <param name="classes">One label per sample, [N].</param>
    /// <param name="clusters">One label per sample, [N].</param>
    /// <returns>0–1.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double PairwiseF1(ReadOnlySpan<int> classes, ReadOnlySpan<int> clusters)
    {
        var table = new ContingencyTable(classes, clusters);
        var together = Pairs(table.RowSums) + Pairs(table.ColumnSums);
        return together == 0 ? 1 : 2 * PairsInBoth(table) / together;
    }

    /// <summary>
    /// Adjusted Rand index (Hubert, Arabie) over pairs of samples: (index − expected index) / (largest index − expected index). 0 by
    /// chance, 1 for the same partition.
    /// </summary>
    /// <param name="first">One label per sample, [N].</param>
    /// <param name="second">One label per sample, [N].</param>
    /// <returns>At most 1.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double AdjustedRand(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        var table = new ContingencyTable(first, second);
        if (table.SamePartition)
        {
            return 1;
        }

        var both = PairsInBoth(table);
        var inFirst = Pairs(table.RowSums);
        var inSecond = Pairs(table.ColumnSums);
        var all = 0.5 * table.Total * (table.Total - 1.0);
        var expected = inFirst * inSecond / all;
        return (both - expected) / (((inFirst + inSecond) / 2) - expected);
    }

    private static double MutualInformation(ContingencyTable table)
    {
        double total = table.Total;
        var sum = 0.0;
        foreach (var (row, column, count) in table.Cells)
        {
            sum += count / total * Math.Log(count * total / ((double)table.RowSums[row] * table.ColumnSums[column]));
        }

        return Math.Max(0, sum);
    }

    private static double Entropy(long[] sizes, double total)
    {
        var sum = 0.0;
        foreach (var size in sizes)
        {
            sum -= size / total * Math.Log(size / total);
        }

        return sizes.Length <= 1 ? 0 : sum;
    }

    private static double Pairs(long[] sizes)
    {
        var pairs = 0.0;
        foreach (var size in sizes)
        {
            pairs += 0.5 * size * (size - 1.0);
        }

        return pairs;
    }

    private static double PairsInBoth(ContingencyTable table)
    {
        var pairs = 0.0;
        foreach (var (_, _, count) in table.Cells)
        {
            pairs += 0.5 * count * (count - 1.0);
        }

        return pairs;
    }
}
