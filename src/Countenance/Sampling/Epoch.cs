namespace Countenance.Sampling;

/// <summary>What samplers agree on.</summary>
internal static class Epoch
{
    /// <summary>The whole batches that hold at least <paramref name="images"/> images.</summary>
    public static int Steps(int images, int batchSize) => (int)(((long)images + batchSize - 1) / batchSize);

    /// <summary>Refuses a batch that does not exist, or a destination of another size.</summary>
    public static void Check(IBatchSampler sampler, long step, Span<int> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (destination.Length != sampler.BatchSize)
        {
            throw new ArgumentException(
                $"Destination must hold a batch of {sampler.BatchSize}. Got {destination.Length}.", nameof(destination));
        }
    }
}
