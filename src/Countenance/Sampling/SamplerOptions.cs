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
