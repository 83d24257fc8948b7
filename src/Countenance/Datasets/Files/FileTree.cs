namespace Countenance.Datasets.Files;

/// <summary>The files of a data set, in a folder or in a zip that is read in place. Names are relative, with forward slashes.</summary>
internal abstract class FileTree(string path) : IDisposable
{
    /// <summary>No image or label file is larger than this; a larger one is refused before it is read.</summary>
    public const long MaximumFileBytes = 1L << 28;

    /// <summary>The folder or the zip file, as the user named it.</summary>
    public string Path { get; } = path;

    /// <summary>Tells two trees with the same names, lengths and stamps apart, or is empty when the stamps do that by themselves.</summary>
    public abstract string Identity { get; }

    /// <summary>Whether <paramref name="path"/> is a folder or a file that starts as zip files do.</summary>
    public static bool Exists(string path) => Directory.Exists(path) || ZipTree.IsZip(path);

    /// <summary>Opens a folder or a zip.</summary>
    /// <exception cref="DatasetException">It is neither, or cannot be read.</exception>
    public static FileTree Open(string path)
    {
        if (Directory.Exists(path))
        {
            return new FolderTree(path);
        }

        return ZipTree.IsZip(path)
            ? new ZipTree(path)
            : throw new DatasetException(
                path, File.Exists(path) ? "is neither a folder nor a zip file" : "there is no such file or folder");
    }

    /// <summary>What to call a file of the tree in a message: <c>ferplus.zip/FER2013Train/label.csv</c>.</summary>
    public string Place(string name) => name.Length == 0 ? Path : $"{Path.TrimEnd('/')}/{name}";

    /// <summary>
    /// Full names of the folders directly in <paramref name="folder"/> (empty for the root), sorted; hidden ones are left out.
    /// </summary>
    public abstract IReadOnlyList<string> Folders(string folder);

    /// <summary>
    /// The files in <paramref name="folder"/> (empty for the root) and, if wanted, below it, sorted by name; hidden ones are left out.
    /// </summary>
    public abstract IReadOnlyList<FileEntry> Files(string folder, bool recursive);

    /// <summary>Opens a reader for one thread. The caller owns it.</summary>
    public abstract FileTreeReader OpenReader();

    /// <summary>Closes what is still open; readers handed out are their owners' affair.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Whether a path segment is hidden: a dot file, or what macOS puts into zips.</summary>
    protected static bool IsHidden(ReadOnlySpan<char> segment) => segment is ['.', ..] or "__MACOSX";
}
