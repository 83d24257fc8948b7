namespace Countenance.Album.Storage;

/// <summary>A model that embedded faces of the album.</summary>
/// <param name="Id">Its number in this album, from 1 in the order of their coming.</param>
/// <param name="Digest">SHA-256 of the model file, 64 lower-case hexadecimal digits: what makes two models the same.</param>
/// <param name="Name">The file it was first read from, to be shown.</param>
/// <param name="Dimension">D.</param>
/// <param name="Classes">Names of the K expressions.</param>
public sealed record AlbumModel(long Id, string Digest, string Name, int Dimension, IReadOnlyList<string> Classes);
