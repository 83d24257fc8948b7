namespace Countenance.Sampling;

/// <summary>Options of a sampler, which can make it.</summary>
/// <param name="BatchSize">Images of a batch, at least 1.</param>
/// <exception cref="ArgumentException"><paramref name="BatchSize"/> is not positive.</exception>
public abstract record SamplerOptions(int BatchSize)
{
    /// <summary>Images of a batch, at least 1.</summary>
    public int BatchSize { get; } =
        BatchSize >= 1 ? BatchSize : throw new ArgumentException($"BatchSize must be at least 1. Got {BatchSize}.");

    /// <summary>Makes the sampler for a data set's labels and a seed.</summary>
    /// <exception cref="ArgumentException">The labels and the options do not go together.</exception>
    public abstract IBatchSampler Create(IReadOnlyList<int> labels, long seed);
}

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

/// <summary>Options of <see cref="ShuffledSampler"/>.</summary>
/// <param name="BatchSize">Images of a batch.</param>
/// <exception cref="ArgumentException">A value is out of range.</exception>
public sealed record ShuffledOptions(int BatchSize) : SamplerOptions(BatchSize)
{
    /// <inheritdoc/>
    public override IBatchSampler Create(IReadOnlyList<int> labels, long seed) => new ShuffledSampler(labels, BatchSize, seed);
}
