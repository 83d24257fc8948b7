namespace Countenance.Datasets.Files;

/// <summary>A file in a folder or in a zip.</summary>
/// <param name="Name">Path relative to the tree's root, with forward slashes.</param>
/// <param name="Length">Number of bytes, uncompressed.</param>
/// <param name="Stamp">Changes when the content does: the CRC-32 in a zip, the time of the last write in a folder.</param>
/// <param name="Position">Number of the entry in a zip's directory; unused in a folder.</param>
internal sealed record FileEntry(string Name, long Length, long Stamp, int Position = 0);
