namespace Countenance.Album.Storage;

/// <summary>
/// What a person said of a face. It speaks of a place in a photo's contents, not of a row of the album, so it outlives every new search
/// for faces. Corrections are only ever added; one that takes another back is a row of its own.
/// </summary>
/// <param name="Id">Its number, ascending in time.</param>
/// <param name="PhotoHash">SHA-256 of the photo's contents.</param>
/// <param name="Region">Where the face is.</param>
/// <param name="Label">The expression; null in a row that takes another back.</param>
/// <param name="Time">When, UTC.</param>
/// <param name="Undoes">The correction that this one takes back; null otherwise.</param>
public sealed record Correction(long Id, string PhotoHash, FaceRegion Region, string? Label, DateTime Time, long? Undoes);
