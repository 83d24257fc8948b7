namespace Countenance.Album.Storage;

/// <summary>A file that is not in the album, and why.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record RefusedFile(string Path, string Reason);
