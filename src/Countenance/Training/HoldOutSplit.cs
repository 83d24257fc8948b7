using Countenance.Sampling;

namespace Countenance.Training;

/// <summary>Parts a training split into what is learned from and what the best epoch is chosen by, class by class.</summary>
/// <param name="Training">Indices learned from, rising.</param>
/// <param name="HeldOut">Indices held out, rising.</param>
public sealed record HoldOutSplit(int[] Training, int[] HeldOut)
{
    /// <summary>Parts labelled images; unlabelled ones (−1) are in neither part.</summary>
    /// <param name="labels">Class of each image.</param>
    /// <param name="share">Share held out of every class, rounded down; a class keeps at least 2 images to learn from.</param>
    /// <param name="seed">Seed of the choice.</param>
    public static HoldOutSplit Create(ReadOnlySpan<int> labels, double share, long seed)
    {
        var byClass = new SortedDictionary<int, List<int>>();
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] >= 0)
            {
                if (!byClass.TryGetValue(labels[i], out List<int>? members))
                {
                    byClass[labels[i]] = members = [];
                }

                members.Add(i);
            }
        }

        var training = new List<int>();
        var heldOut = new List<int>();
        foreach ((int label, List<int> members) in byClass)
        {
            int[] order = [.. members];
            Shuffle(order, SplitMix64.For(seed, -1, label));
            int held = Math.Min((int)(order.Length * share), Math.Max(0, order.Length - 2));
            heldOut.AddRange(order[..held]);
            training.AddRange(order[held..]);
        }

        training.Sort();
        heldOut.Sort();
        return new HoldOutSplit([.. training], [.. heldOut]);
    }

    /// <summary>The labels that are learned from: −1 where an image is held out.</summary>
    public int[] Learned(ReadOnlySpan<int> labels)
    {
        int[] learned = [.. labels];
        foreach (int index in HeldOut)
        {
            learned[index] = -1;
        }

        return learned;
    }

    private static void Shuffle(int[] items, SplitMix64 generator)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = generator.Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
