using Countenance.Models;

namespace Countenance.Losses;

/// <summary>Options of every loss; a loss reads its own.</summary>
public sealed record LossOptions
{
    /// <summary>Options of <see cref="StructuredGaussianLoss"/>.</summary>
    public StructuredGaussianOptions Gaussian { get; init; } = new();

    /// <summary>Options of <see cref="TripletMarginLoss"/>.</summary>
    public TripletMarginOptions Triplet { get; init; } = new();

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value lies outside its range, or a name is unknown.</exception>
    public void Validate()
    {
        Gaussian.Validate();
        Triplet.Validate();
    }
}

/// <summary>One loss a model can be trained with.</summary>
/// <param name="Name">Name on the command line and in model files.</param>
/// <param name="Description">One line of help.</param>
/// <param name="Head">What the network must end in.</param>
/// <param name="Create">Builds it from the options of a run.</param>
public sealed record EmbeddingLossEntry(string Name, string Description, ModelHead Head, Func<LossOptions, IEmbeddingLoss> Create)
{
    /// <summary>Whether the loss learns from a known posterior, such as votes, and not from classes alone.</summary>
    public bool LearnsFromTargets { get; init; } = true;
}

/// <summary>The losses, by name.</summary>
public static class EmbeddingLosses
{
    /// <summary>Every loss.</summary>
    public static IReadOnlyList<EmbeddingLossEntry> All { get; } =
    [
        new(
            "sgm",
            "structured Gaussian manifold: squared error of the posterior under one Gaussian per class",
            ModelHead.Embedding,
            options => new StructuredGaussianLoss(options.Gaussian)),
        new(
            "triplet",
            "triplet margin: a sample nearer to one of its class than to one of another, by a margin",
            ModelHead.Embedding,
            options => new TripletMarginLoss(options.Triplet)) { LearnsFromTargets = false },
        new(
            "softmax",
            "cross-entropy of a softmax classifier, whose K outputs are the embedding",
            ModelHead.Classifier,
            _ => new SoftmaxCrossEntropyLoss()),
    ];

    /// <summary>Finds a loss.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static EmbeddingLossEntry Find(string name)
        => All.FirstOrDefault(entry => entry.Name == name)
            ?? throw new ArgumentException(
                $"The loss must be one of {string.Join(", ", All.Select(entry => entry.Name))}. Got {name}.", nameof(name));
}
