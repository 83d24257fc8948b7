namespace Countenance.Album.Storage;

/// <summary>What came of a file that was claimed.</summary>
/// <param name="File">The file as it was claimed.</param>
/// <param name="Hash">SHA-256 of its contents; null when they could not be read.</param>
/// <param name="Photo">What was found in it; null when the album knew the contents, or they could not be read.</param>
/// <param name="Unreadable">Why it could not be read; null when it was.</param>
/// <param name="IsGone">It lay no longer where it had been seen.</param>
public sealed record ProcessedFile(FoundFile File, string? Hash, IndexedPhoto? Photo, string? Unreadable = null, bool IsGone = false);
