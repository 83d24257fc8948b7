using Countenance.Retrieval;

namespace Countenance.Clustering;

/// <summary>
/// Groups of expressions as the paper shows them (Figures 8 and 9): EM over all embeddings into 40 groups, of each the medoid (the member
/// nearest the group's mean) and the Top-k (the k members nearest the medoid).
/// </summary>
public static class ExpressionGroups
{
    /// <summary>Fits a mixture with full covariances and describes its groups.</summary>
    /// <param name="embeddings">The samples, [N, D], finite.</param>
    /// <param name="groups">Components of the mixture; at most N.</param>
    /// <param name="top">The most members listed as nearest the medoid, the medoid among them.</param>
    /// <param name="seed">The seed; the same seed gives the same groups.</param>
    /// <param name="labels">Class of each sample, −1 for none, [N]; null when there are none.</param>
    /// <param name="classNames">Names of the classes; needed with labels.</param>
    /// <param name="progress">Told of every iteration; may be null.</param>
    /// <param name="threads">The most threads used; −1 for all of the machine's. The result does not depend on it.</param>
    /// <param name="cancellation">Stops the fit.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer samples than groups, a value is not finite, or labels do not fit the samples or the names.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ExpressionGrouping Find(
        EmbeddingMatrix embeddings,
        int groups = 40,
        int top = 16,
        ulong seed = 0,
        IReadOnlyList<int>? labels = null,
        IReadOnlyList<string>? classNames = null,
        IProgress<GaussianMixtureProgress>? progress = null,
        int threads = -1,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        RequireLabels(embeddings, labels, classNames);
        var options = new GaussianMixtureOptions { Components = groups, Seed = seed, Threads = threads };
        var mixture = GaussianMixture.Fit(embeddings, options, progress, cancellation);
        return Of(mixture, embeddings, top, labels, classNames);
    }

    /// <summary>Describes the groups of a mixture that is fitted already, over the same samples or others.</summary>
    /// <param name="mixture">The mixture.</param>
    /// <param name="embeddings">The samples, [N, D], finite.</param>
    /// <param name="top">The most members listed as nearest the medoid, the medoid among them.</param>
    /// <param name="labels">Class of each sample, −1 for none, [N]; null when there are none.</param>
    /// <param name="classNames">Names of the classes; needed with labels.</param>
    /// <exception cref="ArgumentException">Dimensions differ, a value is not finite, or labels do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="top"/> is not positive.</exception>
    public static ExpressionGrouping Of(
        GaussianMixture mixture,
        EmbeddingMatrix embeddings,
        int top = 16,
        IReadOnlyList<int>? labels = null,
        IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(mixture);
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        RequireLabels(embeddings, labels, classNames);
        var members = new List<int>[mixture.ComponentCount];
        var components = mixture.Predict(embeddings);
        for (var i = 0; i < components.Length; i++)
        {
            (members[components[i]] ??= []).Add(i);
        }

        var groups = new List<ExpressionGroup>();
        for (var k = 0; k < members.Length; k++)
        {
            if (members[k] is not null)
            {
                var mean = mixture.Means.AsSpan(k * mixture.Dimension, mixture.Dimension);
                groups.Add(Describe(k, [.. members[k]], mean, embeddings, top, labels, classNames));
            }
        }

        return new ExpressionGrouping(groups, mixture);
    }

    private static ExpressionGroup Describe(
        int index,
        int[] members,
        ReadOnlySpan<float> mean,
        EmbeddingMatrix embeddings,
        int top,
        IReadOnlyList<int>? labels,
        IReadOnlyList<string>? classNames)
    {
        var medoid = Nearest(members, mean, embeddings)[0];
        var byDistance = Nearest(members, embeddings[medoid], embeddings);

        // Equals of the medoid may have lower numbers.
        int[] nearest = [medoid, .. byDistance.Where(member => member != medoid).Take(top - 1)];
        var group = new ExpressionGroup(index, members, medoid, nearest);
        return labels is null ? group : WithDominantClass(group, labels, classNames!);
    }

    private static ExpressionGroup WithDominantClass(ExpressionGroup group, IReadOnlyList<int> labels, IReadOnlyList<string> classNames)
    {
        var counts = new int[classNames.Count];
        var labelled = 0;
        foreach (var member in group.Members.Where(member => labels[member] >= 0))
        {
            counts[labels[member]]++;
            labelled++;
        }

        if (labelled == 0)
        {
            return group;
        }

        var dominant = Array.IndexOf(counts, counts.Max());
        return group with { DominantClass = classNames[dominant], DominantShare = (double)counts[dominant] / labelled };
    }

    /// <summary>The members in the order of their distance from a point, equals in the order of their number.</summary>
    private static int[] Nearest(int[] members, ReadOnlySpan<float> point, EmbeddingMatrix embeddings)
    {
        var distances = new double[members.Length];
        for (var i = 0; i < members.Length; i++)
        {
            distances[i] = SquaredDistance.Between(embeddings[members[i]], point);
        }

        int[] ordered = [.. members];
        Selection.SortByKeyThenId(distances, ordered);
        return ordered;
    }

    private static void RequireLabels(EmbeddingMatrix embeddings, IReadOnlyList<int>? labels, IReadOnlyList<string>? classNames)
    {
        if (labels is null)
        {
            return;
        }

        ArgumentNullException.ThrowIfNull(classNames);
        if (labels.Count != embeddings.Count)
        {
            throw new ArgumentException($"There must be one label per sample, {embeddings.Count}. Got {labels.Count}.", nameof(labels));
        }

        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i] < -1 || labels[i] >= classNames.Count)
            {
                throw new ArgumentException(
                    $"Labels must be −1 or one of the {classNames.Count} classes. Got {labels[i]} for sample {i}.", nameof(labels));
            }
        }
    }
}
