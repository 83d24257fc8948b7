namespace Countenance.Datasets.Files;

/// <summary>A file in a folder or in a zip.</summary>
/// <param name="Name">Path relative to the tree's root, with forward slashes.</param>
/// <param name="Length">Number of bytes, uncompressed.</param>
/// <param name="Stamp">Changes when the content does: the CRC-32 in a zip, the time of the last write in a folder.</param>
/// <param name="Position">Number of the entry in a zip's directory; unused in a folder.</param>
internal sealed record FileEntry(string Name, long Length, long Stamp, int Position = 0)
{
    /// <summary>Extensions of the images that can be decoded.</summary>
    public static IReadOnlyList<string> ImageExtensions { get; } = [".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"];

    /// <summary>Whether the extension, in capitals or not, is that of an image.</summary>
    public bool IsImage => ImageExtensions.Contains(Path.GetExtension(Name), StringComparer.OrdinalIgnoreCase);

    /// <summary>The name without folders and extension.</summary>
    public string Stem => Path.GetFileNameWithoutExtension(Name);
}
