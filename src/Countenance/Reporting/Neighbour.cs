namespace Countenance.Reporting;

/// <summary>One neighbour of a query.</summary>
/// <param name="Image">The neighbour's image.</param>
/// <param name="Class">Its labelled class.</param>
/// <param name="Distance">Euclidean distance to the query in the embedding.</param>
public sealed record Neighbour(Thumbnail Image, string Class, double Distance);
