namespace Countenance.Datasets.Files;

/// <summary>The files of a data set, in a folder or in a zip that is read in place. Names are relative, with forward slashes.</summary>
internal abstract class FileTree(string path) : IDisposable
{
    /// <summary>No image or label file is larger than this; a larger one is refused before it is read.</summary>
    public const long MaximumFileBytes = 1L << 28;

    private const int LayoutDepth = 3;
    private const int MostSubfolders = 200;

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

    /// <summary>The file called <paramref name="name"/>, or null when there is none.</summary>
    public abstract FileEntry? Find(string name);

    /// <summary>
    /// Where the folders and lists of a layout may lie: the root (empty) and the folders at most three levels below it, upper levels first.
    /// A folder with very many subfolders is one of data, such as one folder per person: it is given, they are not.
    /// </summary>
    public IEnumerable<string> LayoutFolders()
    {
        List<string> level = [""];
        for (int below = 0; level.Count > 0; below++)
        {
            foreach (string folder in level)
            {
                yield return folder;
            }

            level = below == LayoutDepth
                ? []
                : [.. level.Select(Folders).Where(found => found.Count <= MostSubfolders).SelectMany(found => found)];
        }
    }

    /// <summary>The first of the <see cref="LayoutFolders"/> with that name, in capitals or not; null when there is none.</summary>
    public string? FindFolder(string name) => LayoutFolders().FirstOrDefault(
        folder => LastSegment(folder).Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The first file of that name directly in one of the <see cref="LayoutFolders"/>; null when there is none.</summary>
    public FileEntry? FindFile(string name) => LayoutFolders()
        .Select(folder => Find(folder.Length == 0 ? name : $"{folder}/{name}"))
        .FirstOrDefault(entry => entry is not null);

    /// <summary>What follows the last slash of a name.</summary>
    public static ReadOnlySpan<char> LastSegment(string name) => name.AsSpan(name.LastIndexOf('/') + 1);

    /// <summary>Opens a reader for one thread. The caller owns it; it must not outlive the tree.</summary>
    public abstract FileTreeReader OpenReader();

    /// <summary>Closes what is still open.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Whether a path segment is hidden: a dot file, or what macOS puts into zips.</summary>
    protected static bool IsHidden(ReadOnlySpan<char> segment) => segment is ['.', ..] or "__MACOSX";
}
