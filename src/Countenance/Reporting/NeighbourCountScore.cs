namespace Countenance.Reporting;

/// <summary>kNN classification at one number of neighbours: a point of the F1-against-K curve (the paper's Figure 5).</summary>
/// <param name="K">Number of neighbours, at least 1.</param>
/// <param name="F1">2PR/(P+R) of macro precision and macro recall, a fraction.</param>
/// <param name="Accuracy">Share of samples predicted right, or null when it was not measured.</param>
public sealed record NeighbourCountScore(int K, double F1, double? Accuracy = null);
