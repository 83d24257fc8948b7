using Countenance.Classification;

namespace Countenance.Evaluation;

/// <summary>What an evaluation looks at. Nothing is copied; nothing is changed.</summary>
/// <param name="Dataset">What was embedded, written into the report as it is.</param>
/// <param name="ClassNames">The C class names; labels count in this order.</param>
/// <param name="Embeddings">The evaluated split, [N, D], finite.</param>
/// <param name="Labels">Class of each evaluated row, −1 for none (left out of every figure), [N].</param>
public sealed record EvaluationInput(
    DatasetSummary Dataset,
    IReadOnlyList<string> ClassNames,
    EmbeddingMatrix Embeddings,
    int[] Labels)
{
    /// <summary>
    /// The training split's embeddings, [G, D], on which the kNN classifier is fitted; null: no kNN. The evaluated matrix itself (the
    /// same object) is allowed: each row is then left out of its own neighbours.
    /// </summary>
    public EmbeddingMatrix? Gallery { get; init; }

    /// <summary>Class of each gallery row, −1 for none (never a neighbour), [G]; must be there when the gallery is.</summary>
    public int[]? GalleryLabels { get; init; }

    /// <summary>The class Gaussians of the training split; null: no typicality.</summary>
    public ClassGaussians? Gaussians { get; init; }

    /// <summary>What the posterior is of; the Gaussians where nothing else is given. Null: no posterior of theirs.</summary>
    public IClassDensities? Densities { get => field ?? Gaussians; init; }

    /// <summary>A classifier's own posterior of the evaluated rows, [N, C], which goes before all others; null: none.</summary>
    public PosteriorMatrix? Posterior { get; init; }

    /// <summary>T of the posterior under training priors and σ²I, for which it was fitted; 1 for none.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>The annotators' votes, row-major [N, C]; null where there are none.</summary>
    public float[]? Votes { get; init; }

    /// <summary>Whether there is a label to measure anything by.</summary>
    internal bool IsLabelled => Array.Exists(Labels, static label => label >= 0);
}
