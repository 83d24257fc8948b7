namespace Countenance.Album.Storage;

/// <summary>What the album knows of a file.</summary>
/// <param name="File">As it was when it was last seen.</param>
/// <param name="State">How far it is.</param>
public sealed record KnownFile(FoundFile File, FileState State);
