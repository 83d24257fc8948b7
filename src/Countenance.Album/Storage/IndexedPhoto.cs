namespace Countenance.Album.Storage;

/// <summary>Contents that were seen for the first time, or anew by another finder of faces.</summary>
/// <param name="Hash">SHA-256 of the file, 64 lower-case hexadecimal digits.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Width">Columns of the upright photo as it was decoded, a JPEG perhaps at a half or less; 0 when it could not be decoded.</param>
/// <param name="Height">Rows of the same; 0 when it could not be decoded.</param>
/// <param name="Taken">When it was taken by its EXIF, the camera's local time; null when it does not say.</param>
/// <param name="Look">Difference hash of the picture, 64 bits: photos that look alike differ in few.</param>
/// <param name="Finder">Name of what looked for faces.</param>
/// <param name="Refusal">Why it could not be decoded; null when it was.</param>
/// <param name="Faces">The faces, in the order of the finder.</param>
public sealed record IndexedPhoto(
    string Hash,
    long Length,
    int Width,
    int Height,
    DateTime? Taken,
    ulong Look,
    string Finder,
    string? Refusal,
    IReadOnlyList<IndexedFace> Faces)
{
    /// <summary>
    /// Whether the refusal says nothing of the contents: memory did not suffice, or the finder failed. It is not kept; the next run tries
    /// the photo again.
    /// </summary>
    public bool IsRefusedForNow { get; init; }
}
