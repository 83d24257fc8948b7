using Countenance.Evaluation;

namespace Countenance.Reporting;

/// <summary>What was measured of one model, for the charts of several (<see cref="ModelComparison"/>).</summary>
/// <param name="Name">Name in the legend, such as <c>SGM, ResNet18</c>.</param>
/// <param name="Retrieval">Recall@K and Acc@K, or null when they were not measured.</param>
/// <param name="F1ByK">kNN scores against the number of neighbours; empty when they were not measured.</param>
public sealed record ModelFigures(string Name, RetrievalResult? Retrieval, IReadOnlyList<NeighbourCountScore> F1ByK);
