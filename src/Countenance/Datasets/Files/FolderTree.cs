using System.IO.Enumeration;
using Countenance.Torch;

namespace Countenance.Datasets.Files;

/// <summary>A folder on disk.</summary>
internal sealed class FolderTree(string path) : FileTree(path)
{
    private readonly string root = System.IO.Path.GetFullPath(path);

    /// <summary>Times of the last write do not tell one unpacked archive from another, so the place counts too.</summary>
    public override string Identity => root;

    public override IReadOnlyList<string> Folders(string folder) =>
        [.. List(folder, recursive: false, directories: true).Select(entry => entry.Name)];

    public override IReadOnlyList<FileEntry> Files(string folder, bool recursive) => [.. List(folder, recursive, directories: false)];

    public override FileEntry? Find(string name)
    {
        var file = new FileInfo(System.IO.Path.Combine(root, name));
        return file.Exists ? new FileEntry(name, file.Length, file.LastWriteTimeUtc.Ticks) : null;
    }

    public override FileTreeReader OpenReader() => new Reader(this);

    private List<FileEntry> List(string folder, bool recursive, bool directories)
    {
        string start = System.IO.Path.Combine(root, folder);
        var options = new EnumerationOptions { RecurseSubdirectories = recursive, AttributesToSkip = FileAttributes.None };
        var found = new FileSystemEnumerable<FileEntry>(
            start,
            (ref FileSystemEntry entry) => new FileEntry(
                System.IO.Path.GetRelativePath(root, entry.ToFullPath()).Replace('\\', '/'),
                entry.IsDirectory ? 0 : entry.Length,
                entry.LastWriteTimeUtc.Ticks),
            options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                entry.IsDirectory == directories && !IsHidden(entry.FileName),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !IsHidden(entry.FileName) && !LeadsBack(ref entry),
        };
        try
        {
            List<FileEntry> entries = [.. found];
            entries.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
            return entries;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(Place(folder), $"cannot be listed ({exception.Message})", exception);
        }
    }

    // A link to a folder that is being walked, or to one above it, would give every image again and again, forty folders deep.
    private bool LeadsBack(ref FileSystemEntry entry)
    {
        if (!entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            return false;
        }

        string target = Closed(RealPath.Of(entry.ToFullPath()));
        for (string? folder = entry.Directory.ToString(); folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            if (Closed(RealPath.Of(folder)).StartsWith(target, StringComparison.Ordinal))
            {
                return true;
            }

            if (folder.Length <= root.Length)
            {
                break;
            }
        }

        return false;
    }

    private static string Closed(string folder) => folder.EndsWith('/') ? folder : folder + "/";

    private sealed class Reader(FolderTree tree) : FileTreeReader(tree)
    {
        protected override Stream Open(FileEntry entry) =>
            new FileStream(System.IO.Path.Combine(tree.root, entry.Name), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
    }
}
