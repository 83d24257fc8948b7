using Countenance.Classification;
using Countenance.Clustering;
using Countenance.Retrieval;

namespace Countenance.Evaluation;

/// <summary>What stands behind the figures of an <see cref="EvaluationReport"/>, sample by sample, for pictures and audits.</summary>
/// <remarks>
/// A property is null when its part was not run, or its input (gallery, Gaussians) was not given. Unlabelled rows are predicted too.
/// </remarks>
public sealed record EvaluationDetails
{
    /// <summary>The kNN class of each evaluated row, [N].</summary>
    public int[]? Predictions { get; init; }

    /// <summary>The nearest gallery rows of each evaluated row; as many as the largest K of the classification and its sweep.</summary>
    public NeighborLists? Neighbors { get; init; }

    /// <summary>The classification for each number of neighbours of the sweep (Figure 5); null where no row is labelled.</summary>
    public IReadOnlyList<ClassificationResult>? Sweep { get; init; }

    /// <summary>The posterior of each evaluated row, [N, C].</summary>
    public PosteriorMatrix? Posterior { get; init; }

    /// <summary>The k-means clustering of the labelled rows, in their order.</summary>
    public KMeansResult? Clusters { get; init; }
}
