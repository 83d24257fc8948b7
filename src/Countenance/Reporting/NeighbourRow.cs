namespace Countenance.Reporting;

/// <summary>A row of the nearest-neighbour sheet: a query and the images nearest to it in the embedding.</summary>
/// <param name="Query">The query image.</param>
/// <param name="TrueClass">Its labelled class, by which neighbours are marked; null when it has no label.</param>
/// <param name="PredictedClass">The class predicted for it, or null when none was.</param>
/// <param name="Posterior">Probability of the predicted class, a fraction, or null.</param>
/// <param name="Neighbours">Nearest first, the query itself left out.</param>
public sealed record NeighbourRow(
    Thumbnail Query,
    string? TrueClass,
    string? PredictedClass,
    double? Posterior,
    IReadOnlyList<Neighbour> Neighbours);
