namespace Countenance.Album.Storage;

/// <summary>A file as a walk saw it. Two sightings that are equal are taken for the same contents.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">Time of the last change, UTC.</param>
public sealed record FoundFile(string Path, long Length, DateTime Modified);
