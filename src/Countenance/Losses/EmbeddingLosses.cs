namespace Countenance.Losses;

/// <summary>One loss a model can be trained with.</summary>
/// <param name="Name">Name on the command line and in model files.</param>
/// <param name="Description">One line of help.</param>
/// <param name="Create">Builds it from the options of a run.</param>
public sealed record EmbeddingLossEntry(string Name, string Description, Func<StructuredGaussianOptions, IEmbeddingLoss> Create);

/// <summary>The losses, by name.</summary>
public static class EmbeddingLosses
{
    /// <summary>Every loss.</summary>
    public static IReadOnlyList<EmbeddingLossEntry> All { get; } =
    [
        new(
            "sgm",
            "structured Gaussian manifold: squared error of the posterior under one Gaussian a class",
            options => new StructuredGaussianLoss(options)),
    ];

    /// <summary>Finds a loss.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static EmbeddingLossEntry Find(string name)
        => All.FirstOrDefault(entry => entry.Name == name)
            ?? throw new ArgumentException(
                $"The loss must be one of {string.Join(", ", All.Select(entry => entry.Name))}. Got {name}.", nameof(name));
}
