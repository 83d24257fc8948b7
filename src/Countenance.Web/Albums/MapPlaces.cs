namespace Countenance.Web.Albums;

/// <summary>Places of all faces of a generation.</summary>
/// <param name="Generation">Of the snapshot.</param>
/// <param name="Version">Rises as the places get better.</param>
/// <param name="IsFinal">Whether no better ones are to come.</param>
/// <param name="Points">[N, 2], −1 to 1.</param>
/// <param name="Failure">Why better ones could not be had; null when they could, or that is not known yet.</param>
internal sealed record MapPlaces(int Generation, int Version, bool IsFinal, EmbeddingMatrix Points, string? Failure = null);
