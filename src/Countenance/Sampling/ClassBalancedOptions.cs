namespace Countenance.Sampling;

/// <summary>Options of <see cref="ClassBalancedSampler"/>.</summary>
/// <param name="BatchSize">Images of a batch.</param>
/// <param name="Power">The power of the class's size to which its share is proportional, 0–1.</param>
/// <exception cref="ArgumentException">A value is out of range.</exception>
public sealed record ClassBalancedOptions(int BatchSize, double Power = 0) : SamplerOptions(BatchSize)
{
    /// <summary>The power of the class's size to which its share is proportional, 0–1.</summary>
    public double Power { get; } = Power is >= 0 and <= 1 ? Power : throw new ArgumentException($"Power must be 0–1. Got {Power}.");

    /// <inheritdoc/>
    public override IBatchSampler Create(IReadOnlyList<int> labels, long seed) => new ClassBalancedSampler(labels, BatchSize, Power, seed);
}
