using Countenance.Evaluation;
using Countenance.Retrieval;

namespace Countenance.Classification;

/// <summary>
/// k-nearest-neighbour classification on training embeddings: every neighbour has one vote, equal votes go to the lowest class, equal
/// distances to the lower row. Unlabelled training rows (−1) are left out.
/// </summary>
public sealed class KnnClassifier
{
    private readonly EmbeddingMatrix embeddings;
    private readonly LabelledRows training;
    private readonly NearestNeighbors search;

    private KnnClassifier(EmbeddingMatrix embeddings, LabelledRows training, int classCount, int k, int threads)
    {
        this.embeddings = embeddings;
        this.training = training;
        ClassCount = classCount;
        K = k;
        search = new NearestNeighbors(training.Embeddings, threads);
    }

    /// <summary>The neighbours that vote.</summary>
    public int K { get; }

    /// <summary>The number of classes; predictions are below it.</summary>
    public int ClassCount { get; }

    /// <summary>Prepares the search over the training embeddings.</summary>
    /// <param name="embeddings">Training embeddings (the gallery), [N, D], finite.</param>
    /// <param name="labels">Class of each row in 0 … <paramref name="classCount"/> − 1, or −1 for none, [N].</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="k">The neighbours that vote (the paper's 11); all training rows when there are fewer.</param>
    /// <param name="threads">The most threads used; −1 for all of the machine's. The result does not depend on it.</param>
    /// <exception cref="ArgumentException">
    /// The number of labels differs from the rows, a label is not a class, no row is labelled, or a value is not finite.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is not positive.</exception>
    public static KnnClassifier Fit(EmbeddingMatrix embeddings, ReadOnlySpan<int> labels, int classCount, int k = 11, int threads = -1)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        ClassificationMetrics.RequireClasses(labels, classCount, nameof(labels));
        var training = LabelledRows.Of(embeddings, labels, nameof(labels));
        if (training.Labels.Length == 0)
        {
            throw new ArgumentException("At least one training row must be labelled. Got none.", nameof(labels));
        }

        return new KnnClassifier(embeddings, training, classCount, k, threads);
    }

    /// <summary>
    /// The nearest training rows of every query, numbered as the rows given to <see cref="Fit"/>. When the queries are the training
    /// matrix itself (the same object), each row is left out of its own neighbours.
    /// </summary>
    /// <param name="queries">The queries, [Q, D], finite.</param>
    /// <param name="k">The neighbours wanted; <see cref="K"/> when null.</param>
    /// <exception cref="ArgumentException">The dimensions differ, or a query is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is not positive.</exception>
    public NeighborLists Neighbors(EmbeddingMatrix queries, int? k = null)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k ?? K, nameof(k));
        var within = ReferenceEquals(queries, embeddings);
        var found = search.Search(queries, (k ?? K) + (within ? 1 : 0));
        for (var i = 0; i < found.Indices.Length; i++)
        {
            found.Indices[i] = training.Rows[found.Indices[i]];
        }

        return within ? WithoutSelf(found, k ?? K) : found;
    }

    /// <summary>The class of every query, [Q].</summary>
    /// <param name="queries">The queries, [Q, D], finite.</param>
    /// <exception cref="ArgumentException">
    /// The dimensions differ, a query is not finite, or the only training row is itself the query.
    /// </exception>
    public int[] Predict(EmbeddingMatrix queries) => Predict(Neighbors(queries), K);

    /// <summary>The class of every query by the first <paramref name="k"/> of neighbours found before: one search serves many k.</summary>
    /// <param name="neighbors">What <see cref="Neighbors"/> returned.</param>
    /// <param name="k">The neighbours that vote; all there are when fewer were found.</param>
    /// <exception cref="ArgumentException">There are queries, but no neighbours of theirs.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is not positive.</exception>
    public int[] Predict(NeighborLists neighbors, int k)
    {
        ArgumentNullException.ThrowIfNull(neighbors);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        if (neighbors is { K: 0, Count: > 0 })
        {
            throw new ArgumentException($"There must be neighbours of the {neighbors.Count} queries. Got none.", nameof(neighbors));
        }

        var predictions = new int[neighbors.Count];
        var votes = new int[ClassCount];
        for (var i = 0; i < predictions.Length; i++)
        {
            Array.Clear(votes);
            foreach (var row in neighbors[i][..Math.Min(k, neighbors.K)])
            {
                votes[LabelOf(row)]++;
            }

            // Array.IndexOf finds the first, hence the lowest class, of the most voted.
            predictions[i] = Array.IndexOf(votes, votes.Max());
        }

        return predictions;
    }

    /// <summary>The scores for several numbers of neighbours from one search (Figure 5: F1 against K).</summary>
    /// <param name="neighbors">What <see cref="Neighbors"/> returned, with at least the largest k if it is to be meant.</param>
    /// <param name="labels">True class of every query, −1 for none (left out of the scores), [Q].</param>
    /// <param name="classNames">The names of the classes.</param>
    /// <param name="k">The numbers of neighbours.</param>
    /// <exception cref="ArgumentException">
    /// The number of labels differs from the queries, a label is not a class, or there are queries without neighbours.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of neighbours is not positive.</exception>
    public IReadOnlyList<ClassificationResult> Sweep(
        NeighborLists neighbors, ReadOnlySpan<int> labels, IReadOnlyList<string> classNames, IReadOnlyList<int> k)
    {
        ArgumentNullException.ThrowIfNull(k);
        var results = new ClassificationResult[k.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = ClassificationMetrics.Evaluate(labels, Predict(neighbors, k[i]), classNames, k[i]);
        }

        return results;
    }

    /// <summary>Drops row i from the neighbours of query i; where it is not among them (unlabelled, or behind equals), the last.</summary>
    private static NeighborLists WithoutSelf(NeighborLists found, int k)
    {
        var kept = Math.Min(k, Math.Max(0, found.K - 1));
        var indices = new int[found.Count * kept];
        var distances = new double[indices.Length];
        for (var i = 0; i < found.Count; i++)
        {
            var self = found[i].IndexOf(i);
            for (var j = 0; j < kept; j++)
            {
                var from = self >= 0 && j >= self ? j + 1 : j;
                indices[(i * kept) + j] = found[i][from];
                distances[(i * kept) + j] = found.DistancesOf(i)[from];
            }
        }

        return new NeighborLists(indices, distances, found.Count, kept);
    }

    private int LabelOf(int row)
    {
        // Rows and labels coincide unless unlabelled rows were dropped.
        return training.Rows.Length > row && training.Rows[row] == row
            ? training.Labels[row]
            : training.Labels[Array.BinarySearch(training.Rows, row)];
    }
}
