namespace Countenance.Sampling;

/// <summary>The samplers there are. A new one is a class, an options record and one line in <see cref="All"/>.</summary>
public static class Samplers
{
    /// <summary>Every sampler.</summary>
    public static IReadOnlyList<SamplerEntry> All { get; } =
    [
        new("balanced", "the same number of images of every class", size => new ClassBalancedOptions(size)),
        new("sqrt", "images of a class in proportion to the square root of its size", size => new ClassBalancedOptions(size, 0.5)),
        new("natural", "images of a class in proportion to its size, at least two", size => new ClassBalancedOptions(size, 1)),
        new("shuffled", "all images alike, whatever their class", size => new ShuffledOptions(size)),
    ];

    /// <summary>The sampler called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the valid names.</exception>
    public static SamplerEntry Find(string name) =>
        All.FirstOrDefault(entry => entry.Name == name)
        ?? throw new ArgumentException(
            $"Sampler must be one of {string.Join(", ", All.Select(entry => entry.Name))}. Got '{name}'.", nameof(name));
}
