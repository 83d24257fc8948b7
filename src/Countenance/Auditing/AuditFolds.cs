using Countenance.Sampling;

namespace Countenance.Auditing;

/// <summary>
/// The labelled images dealt into K folds, class by class, so that each can be judged by what was learned from the others alone. Every
/// class, and the whole, is spread over the folds as evenly as whole images allow.
/// </summary>
public sealed class AuditFolds
{
    private const long Stream = -4; // of the seed, beside those of training and of flips

    private readonly int[] labels;
    private readonly int[] folds;

    private AuditFolds(int[] labels, int[] folds, int count)
    {
        this.labels = labels;
        this.folds = folds;
        Count = count;
    }

    /// <summary>K, the number of folds.</summary>
    public int Count { get; }

    /// <summary>The labels that are audited, [N]; −1 for none.</summary>
    public IReadOnlyList<int> Labels => labels;

    /// <summary>The fold an image is judged in, [N]; −1 for an image without a label, which is not judged.</summary>
    public IReadOnlyList<int> Of => folds;

    /// <summary>Deals the images.</summary>
    /// <param name="labels">A class index per image, −1 for none, [N]; copied.</param>
    /// <param name="count">K, at least 2.</param>
    /// <param name="seed">Seed of the deal.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 2.</exception>
    /// <exception cref="ArgumentException">There are fewer labelled images than folds.</exception>
    public static AuditFolds Create(ReadOnlySpan<int> labels, int count, long seed)
    {
        if (count < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"There must be at least 2 folds. Got {count}.");
        }

        int[] copy = labels.ToArray();
        int labelled = copy.Count(label => label >= 0);
        if (labelled < count)
        {
            throw new ArgumentException($"There must be at least one labelled image per fold, {count}. Got {labelled}.", nameof(labels));
        }

        var folds = new int[copy.Length];
        Array.Fill(folds, -1);
        int dealt = 0;
        for (int label = 0; label <= copy.Max(); label++)
        {
            int[] members = [.. Enumerable.Range(0, copy.Length).Where(i => copy[i] == label)];
            SplitMix64 random = SplitMix64.For(seed, Stream, label);
            for (int i = members.Length - 1; i > 0; i--)
            {
                int j = random.Next(i + 1);
                (members[i], members[j]) = (members[j], members[i]);
            }

            // Dealing goes on where the class before ended, so that the odd images do not all fall into the first folds.
            foreach (int member in members)
            {
                folds[member] = dealt++ % count;
            }
        }

        return new AuditFolds(copy, folds, count);
    }

    /// <summary>The images judged in a fold, rising.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fold"/> is not in [0, K).</exception>
    public int[] Judged(int fold)
    {
        Check(fold);
        return [.. Enumerable.Range(0, folds.Length).Where(i => folds[i] == fold)];
    }

    /// <summary>What may be learned for judging a fold: the labels of the other folds, −1 for the images judged in it, [N].</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fold"/> is not in [0, K).</exception>
    public int[] TrainingLabels(int fold)
    {
        Check(fold);
        return [.. labels.Select((label, i) => folds[i] == fold ? -1 : label)];
    }

    private void Check(int fold)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fold);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(fold, Count);
    }
}
