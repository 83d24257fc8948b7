using Countenance.Evaluation;

namespace Countenance.Retrieval;

/// <summary>Retrieval inside one set of labelled embeddings, the query itself left out (the paper's §4.1).</summary>
/// <remarks>
/// Unlabelled rows (−1) are neither queries nor answers. A row whose class has no other member cannot be answered: it is no query, but
/// stays among the answers of others. When no query is left, every figure is 0. Equal distances are ranked by index.
/// </remarks>
public static class RetrievalMetrics
{
    /// <summary>The paper's numbers of neighbours: 1, 2, 4, 8, 16, 32.</summary>
    public static IReadOnlyList<int> PaperK { get; } = [1, 2, 4, 8, 16, 32];

    /// <summary>
    /// Recall@K (1 when one of the K neighbours shares the query's class), Acc@K (the share of the K neighbours that do; of all other
    /// rows when there are fewer than K), both averaged over queries, and MAP@R = mean over queries of (1/R) Σ_{i ≤ R} P(i)·rel(i),
    /// where R is the number of other members of the query's class and P(i) the precision of the first i neighbours.
    /// </summary>
    /// <param name="embeddings">The embeddings, [N, D], finite.</param>
    /// <param name="labels">Class of each row, −1 for none, [N].</param>
    /// <param name="k">The numbers of neighbours, each at least 1; <see cref="PaperK"/> when null.</param>
    /// <param name="threads">The most threads used; −1 for all of the machine's. The result does not depend on it.</param>
    /// <exception cref="ArgumentException">The number of labels differs from the rows, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of neighbours is not positive.</exception>
    public static RetrievalResult Evaluate(
        EmbeddingMatrix embeddings, ReadOnlySpan<int> labels, IReadOnlyList<int>? k = null, int threads = -1)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        k ??= PaperK;
        foreach (var count in k)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(k));
        }

        var labelled = LabelledRows.Of(embeddings, labels, nameof(labels));
        var others = OthersOfClass(labelled.Labels);
        var answers = labelled.Labels.Length - 1;
        var queries = others.Count(static r => r > 0);
        if (queries == 0)
        {
            var none = new double[k.Count];
            return new RetrievalResult(k, none, none, 0);
        }

        var largestK = Math.Min(answers, Math.Max(k.Count == 0 ? 0 : k.Max(), others.Max()));
        var wanted = Array.ConvertAll(others, r => r == 0 ? 0 : Math.Min(answers, Math.Max(r, k.Count == 0 ? 0 : k.Max())));
        var answered = new long[k.Count];
        var hits = new long[k.Count];
        var averagePrecision = new double[others.Length];
        var search = new NearestNeighbors(labelled.Embeddings, threads);
        search.Scan(labelled.Embeddings, leaveSelfOut: true, largestK, q => wanted[q], (q, neighbors, _) =>
        {
            if (others[q] == 0)
            {
                return;
            }

            for (var i = 0; i < k.Count; i++)
            {
                var found = CountOfClass(neighbors[..Math.Min(k[i], answers)], labelled.Labels, labelled.Labels[q]);
                Interlocked.Add(ref hits[i], found);
                Interlocked.Add(ref answered[i], found > 0 ? 1 : 0);
            }

            averagePrecision[q] = AveragePrecision(neighbors[..others[q]], labelled.Labels, labelled.Labels[q]);
        });

        return new RetrievalResult(
            [.. k],
            [.. answered.Select(count => (double)count / queries)],
            [.. hits.Select((count, i) => (double)count / queries / Math.Min(k[i], answers))],
            averagePrecision.Sum() / queries);
    }

    private static int[] OthersOfClass(int[] labels)
    {
        var sizes = new Dictionary<int, int>();
        foreach (var label in labels)
        {
            sizes[label] = sizes.GetValueOrDefault(label) + 1;
        }

        return Array.ConvertAll(labels, label => sizes[label] - 1);
    }

    private static int CountOfClass(ReadOnlySpan<int> neighbors, int[] labels, int label)
    {
        var count = 0;
        foreach (var neighbor in neighbors)
        {
            count += labels[neighbor] == label ? 1 : 0;
        }

        return count;
    }

    private static double AveragePrecision(ReadOnlySpan<int> ranking, int[] labels, int label)
    {
        var found = 0;
        var sum = 0.0;
        for (var i = 0; i < ranking.Length; i++)
        {
            if (labels[ranking[i]] == label)
            {
                found++;
                sum += (double)found / (i + 1);
            }
        }

        return sum / ranking.Length;
    }
}
