namespace Countenance.Sampling;

/// <summary>
/// Batches in which every class has a fixed number of images b_c, with b_c ∝ n_c^power, at least 2 (1 where sizes are given): 0 gives
/// K classes × M images, ½ the square-root balance, 1 the natural shares. Every image of a class is seen before any of it is seen again.
/// </summary>
/// <remarks>
/// Class c is an endless sequence of passes over its images, each a Fisher–Yates shuffle by the SplitMix64 generator seeded with (seed, c,
/// pass); batch t takes the places t·b_c … (t + 1)·b_c − 1 of it. An image can be twice in one batch only where a pass ends and the next
/// begins, and in a class with fewer than b_c images. Images without a label (−1) are never drawn.
/// </remarks>
public sealed class ClassBalancedSampler : IBatchSampler
{
    private readonly int[] shares;
    private readonly ShuffledStream?[] streams;

    /// <summary>Creates the sampler.</summary>
    /// <param name="labels">A class index per image, [N]; −1 for none. Read now and not kept.</param>
    /// <param name="batchSize">Images of a batch, at least 2 for every class that has any.</param>
    /// <param name="power">The power of the class's size to which its share is proportional, 0–1.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentException">The batch is too small, no image has a label, or a label is below −1.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="power"/> is not in 0–1.</exception>
    public ClassBalancedSampler(IReadOnlyList<int> labels, int batchSize, double power = 0, long seed = 0)
        : this(MembersByClass(labels), members => Allot(members, batchSize, power), seed)
    {
    }

    /// <summary>Creates a sampler with shares of one's own.</summary>
    /// <param name="labels">A class index per image, [N]; −1 for none. Read now and not kept.</param>
    /// <param name="shares">b_c, images of a batch by class, [K]; at least one for every class that has any, 0 for the others.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentException">The shares do not fit the labels, or a label is below −1.</exception>
    public ClassBalancedSampler(IReadOnlyList<int> labels, IReadOnlyList<int> shares, long seed = 0)
        : this(MembersByClass(labels), members => Fitting(members, shares), seed)
    {
    }

    private ClassBalancedSampler(int[][] members, Func<int[][], int[]> allot, long seed)
    {
        shares = allot(members);
        streams = [.. members.Select((list, c) => list.Length > 0 ? new ShuffledStream(list, seed, c) : null)];
        BatchSize = shares.Sum();
        StepsPerEpoch = Epoch.Steps(members.Sum(list => list.Length), BatchSize);
    }

    /// <inheritdoc/>
    public int BatchSize { get; }

    /// <inheritdoc/>
    public int StepsPerEpoch { get; }

    /// <summary>b_c, the images of a batch by class, [K]; 0 for a class without images.</summary>
    public IReadOnlyList<int> Shares => shares;

    /// <summary>Writes the image indices of a batch, class after class in the order of their numbers.</summary>
    /// <inheritdoc cref="IBatchSampler.Batch(long, Span{int})"/>
    public void Batch(long step, Span<int> destination)
    {
        Epoch.Check(this, step, destination);
        for (int c = 0; c < streams.Length; c++)
        {
            streams[c]?.Read(step * shares[c], destination[..shares[c]]);
            destination = destination[shares[c]..];
        }
    }

    /// <inheritdoc/>
    public int[] Batch(long step)
    {
        var indices = new int[BatchSize];
        Batch(step, indices);
        return indices;
    }

    private static int[] Allot(int[][] members, int batchSize, double power)
        => power is >= 0 and <= 1
            ? ClassShares.Allot([.. members.Select(list => list.Length)], batchSize, power)
            : throw new ArgumentOutOfRangeException(nameof(power), $"Power must be 0–1. Got {power}.");

    private static int[] Fitting(int[][] members, IReadOnlyList<int> shares)
    {
        ArgumentNullException.ThrowIfNull(shares);
        for (int c = 0; c < Math.Max(members.Length, shares.Count); c++)
        {
            int images = c < members.Length ? members[c].Length : 0;
            int share = c < shares.Count ? shares[c] : 0;
            if (images > 0 != share > 0)
            {
                throw new ArgumentException($"Class {c} of {images} images must have a share if it has any. Got {share}.", nameof(shares));
            }
        }

        return [.. shares.Take(members.Length)];
    }

    private static int[][] MembersByClass(IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        int classes = labels.Count == 0 ? 0 : labels.Max() + 1;
        List<int>[] members = [.. Enumerable.Range(0, classes).Select(_ => new List<int>())];
        for (int i = 0; i < labels.Count; i++)
        {
            if (labels[i] < -1)
            {
                throw new ArgumentException($"A label must be a class index or −1. Got {labels[i]} for image {i}.", nameof(labels));
            }

            if (labels[i] >= 0)
            {
                members[labels[i]].Add(i);
            }
        }

        return [.. members.Select(list => list.ToArray())];
    }
}
