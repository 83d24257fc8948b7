using Countenance.Sampling;

namespace Countenance.Auditing;

/// <summary>Labels of which a known share was made wrong on purpose: the experiment that tells how well wrong ones are found.</summary>
/// <param name="Labels">The labels after the flips, [N].</param>
/// <param name="IsFlipped">Whether an image's label was flipped, [N].</param>
public sealed record LabelFlips(int[] Labels, bool[] IsFlipped)
{
    private const long Stream = -3; // of the seed; −1 and −2 belong to training

    /// <summary>Number of flipped labels.</summary>
    public int Count => IsFlipped.Count(isFlipped => isFlipped);

    /// <summary>Flips ⌊share · labelled images⌉ labels, whatever their class, each to one of the other classes with equal chance.</summary>
    /// <param name="labels">A class index per image, −1 for none (never flipped), [N]; not changed.</param>
    /// <param name="classCount">K.</param>
    /// <param name="share">Share of the labelled images, 0–1.</param>
    /// <param name="seed">Seed of the choice.</param>
    /// <exception cref="ArgumentException">A label is not a class, or there are labels to flip but no other class.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="share"/> is not in 0–1.</exception>
    public static LabelFlips Create(ReadOnlySpan<int> labels, int classCount, double share, long seed)
    {
        if (!(share >= 0 && share <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, $"The share of flips must be between 0 and 1. Got {share}.");
        }

        var labelled = new List<int>();
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] < -1 || labels[i] >= classCount)
            {
                throw new ArgumentException($"A label must be −1 or below {classCount}. Got {labels[i]} at {i}.", nameof(labels));
            }

            if (labels[i] >= 0)
            {
                labelled.Add(i);
            }
        }

        int count = (int)Math.Round(share * labelled.Count);
        if (count > 0 && classCount < 2)
        {
            throw new ArgumentException($"Labels can only be flipped among at least 2 classes. Got {classCount}.", nameof(classCount));
        }

        int[] flipped = labels.ToArray();
        var isFlipped = new bool[labels.Length];
        SplitMix64 random = SplitMix64.For(seed, Stream, 0);
        for (int i = 0; i < count; i++)
        {
            // The first places of a Fisher–Yates shuffle: a draw without replacement.
            int j = i + random.Next(labelled.Count - i);
            (labelled[i], labelled[j]) = (labelled[j], labelled[i]);
            int image = labelled[i];
            isFlipped[image] = true;
            flipped[image] = (flipped[image] + 1 + random.Next(classCount - 1)) % classCount;
        }

        return new LabelFlips(flipped, isFlipped);
    }
}
