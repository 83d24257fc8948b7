namespace Countenance.Sampling;

/// <summary>Options of <see cref="ShuffledSampler"/>.</summary>
/// <param name="BatchSize">Images of a batch.</param>
/// <exception cref="ArgumentException">A value is out of range.</exception>
public sealed record ShuffledOptions(int BatchSize) : SamplerOptions(BatchSize)
{
    /// <inheritdoc/>
    public override IBatchSampler Create(IReadOnlyList<int> labels, long seed) => new ShuffledSampler(labels, BatchSize, seed);
}
