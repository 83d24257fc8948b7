using Countenance.Sampling;

namespace Countenance.Subspaces;

/// <summary>Batches balanced over sub-classes in which every class keeps the share it would have without them.</summary>
public static class SubclassSampling
{
    /// <summary>No sub-class that takes part gets fewer images of a batch.</summary>
    internal const int Least = ClassShares.Least;

    /// <summary>Makes the sampler of a round.</summary>
    /// <param name="partition">Sub-class of every image.</param>
    /// <param name="labels">Sub-class of the images learned from, [N]; −1 where an image is not.</param>
    /// <param name="batchSize">Images of a batch, at least two of every sub-class.</param>
    /// <param name="seed">Seed of the order.</param>
    /// <exception cref="ArgumentException">The batch is too small for the sub-classes.</exception>
    public static IBatchSampler Create(SubclassPartition partition, int[] labels, int batchSize, long seed)
    {
        ArgumentNullException.ThrowIfNull(partition);
        ArgumentNullException.ThrowIfNull(labels);
        return new ClassBalancedSampler(labels, Shares(partition, labels, batchSize), seed);
    }

    /// <summary>Images of a batch by sub-class, [S]: a class's equal share of the batch, parted equally over its sub-classes.</summary>
    private static int[] Shares(SubclassPartition partition, int[] labels, int batchSize)
    {
        var counts = new int[partition.Subclasses.Count];
        foreach (int label in labels)
        {
            if (label >= 0)
            {
                counts[label]++;
            }
        }

        int[] classes = [.. partition.Subclasses.Select(subclass => subclass.Class).Distinct()];
        int[][] inside = [.. classes.Select(c =>
            Enumerable.Range(0, counts.Length).Where(s => partition.Subclasses[s].Class == c && counts[s] > 0).ToArray())];
        int[] perClass = ClassShares.Allot([.. inside.Select(subclasses => subclasses.Length)], batchSize, power: 0);
        Widen(perClass, inside);
        var shares = new int[counts.Length];
        for (int c = 0; c < classes.Length; c++)
        {
            for (int i = 0; i < inside[c].Length; i++)
            {
                shares[inside[c][i]] = (perClass[c] / inside[c].Length) + (i < perClass[c] % inside[c].Length ? 1 : 0);
            }
        }

        return shares;
    }

    // A class of many sub-classes needs two images for each of them; it takes them from the class with the most to spare.
    private static void Widen(int[] perClass, int[][] inside)
    {
        for (int c = 0; c < perClass.Length; c++)
        {
            while (perClass[c] < Least * inside[c].Length)
            {
                int richest = Enumerable.Range(0, perClass.Length).MaxBy(other => perClass[other] - (Least * inside[other].Length));
                if (perClass[richest] <= Least * inside[richest].Length)
                {
                    int least = Least * inside.Sum(subclasses => subclasses.Length);
                    throw new ArgumentException($"BatchSize must be at least two for every sub-class, {least}. Got {perClass.Sum()}.");
                }

                perClass[richest]--;
                perClass[c]++;
            }
        }
    }
}
