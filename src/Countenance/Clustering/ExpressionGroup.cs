namespace Countenance.Clustering;

/// <summary>A group of embeddings found by a mixture; rows are numbers of embeddings.</summary>
/// <param name="Index">The mixture's component.</param>
/// <param name="Members">The rows whose most probable component it is, ascending; at least one.</param>
/// <param name="Medoid">The member nearest the group's mean.</param>
/// <param name="Top">The members nearest the medoid, nearest first, the medoid itself leading; at most as many as asked for.</param>
/// <param name="DominantClass">The class most of the labelled members have; null when none is labelled.</param>
/// <param name="DominantShare">The share of the labelled members that have it, 0–1; 0 when none is labelled.</param>
public sealed record ExpressionGroup(
    int Index, int[] Members, int Medoid, int[] Top, string? DominantClass = null, double DominantShare = 0);
