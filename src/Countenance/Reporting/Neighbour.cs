namespace Countenance.Reporting;

/// <summary>One neighbour of a query.</summary>
/// <param name="Image">The neighbour's image.</param>
/// <param name="Class">Its labelled class, or null when it has no label.</param>
/// <param name="Distance">Euclidean distance to the query in the embedding.</param>
public sealed record Neighbour(Thumbnail Image, string? Class, double Distance)
{
    /// <summary>Whether it is of a query's class; null when either has no label.</summary>
    internal bool? IsOf(string? queryClass) => Class is null || queryClass is null ? null : Class == queryClass;
}
