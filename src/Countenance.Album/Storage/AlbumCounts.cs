namespace Countenance.Album.Storage;

/// <summary>How much is in an album.</summary>
/// <param name="Files">Files that are there.</param>
/// <param name="Pending">Files that wait for a worker or are with one.</param>
/// <param name="Gone">Files that were there once.</param>
/// <param name="Photos">Different contents that were decoded, of files that are there.</param>
/// <param name="Refused">Different contents that could not be decoded, of files that are there, and files that could not be read.</param>
/// <param name="Faces">Faces in the photos.</param>
public sealed record AlbumCounts(long Files, long Pending, long Gone, long Photos, long Refused, long Faces);
