namespace Countenance.Sampling;

/// <summary>
/// Batches drawn from all labelled images alike: an endless sequence of passes over them, each a Fisher–Yates shuffle by the SplitMix64
/// generator seeded with (seed, 0, pass); batch t takes the places t·B … (t + 1)·B − 1. Rare classes may be missing from a batch.
/// </summary>
public sealed class ShuffledSampler : IBatchSampler
{
    private readonly ShuffledStream stream;

    /// <summary>Creates the sampler.</summary>
    /// <param name="labels">A class index per image, [N]; −1 for none. Read now and not kept.</param>
    /// <param name="batchSize">Images of a batch, at least 1.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentException">No image has a label.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is not positive.</exception>
    public ShuffledSampler(IReadOnlyList<int> labels, int batchSize, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        int[] members = [.. Enumerable.Range(0, labels.Count).Where(i => labels[i] >= 0)];
        if (members.Length == 0)
        {
            throw new ArgumentException("Labels must name at least one class. Got none.", nameof(labels));
        }

        stream = new ShuffledStream(members, seed, 0);
        BatchSize = batchSize;
        StepsPerEpoch = Epoch.Steps(members.Length, batchSize);
    }

    /// <inheritdoc/>
    public int BatchSize { get; }

    /// <inheritdoc/>
    public int StepsPerEpoch { get; }

    /// <inheritdoc/>
    public void Batch(long step, Span<int> destination)
    {
        Epoch.Check(this, step, destination);
        stream.Read(step * BatchSize, destination);
    }

    /// <inheritdoc/>
    public int[] Batch(long step)
    {
        var indices = new int[BatchSize];
        Batch(step, indices);
        return indices;
    }
}
