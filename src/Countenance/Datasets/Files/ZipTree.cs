using System.IO.Compression;

namespace Countenance.Datasets.Files;

/// <summary>A zip file, read in place.</summary>
internal sealed class ZipTree : FileTree
{
    private readonly List<FileEntry> entries = [];

    /// <summary>The archive the directory was read from, until the first reader takes it: to open a large one again costs 0.1 s.</summary>
    private ZipArchive? idle;

    /// <summary>Reads the zip's directory.</summary>
    /// <exception cref="DatasetException">It is damaged, cannot be read, or holds a file twice.</exception>
    public ZipTree(string path)
        : base(path)
    {
        idle = OpenArchive();
        int position = 0;
        foreach (ZipArchiveEntry entry in idle.Entries)
        {
            string name = entry.FullName.Replace('\\', '/').TrimStart('/');
            if (!name.EndsWith('/') && !HasHiddenSegment(name))
            {
                entries.Add(new FileEntry(name, entry.Length, entry.Crc32, position));
            }

            position++;
        }

        entries.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        for (int i = 1; i < entries.Count; i++)
        {
            if (entries[i].Name == entries[i - 1].Name)
            {
                idle.Dispose();
                throw new DatasetException(path, $"holds {entries[i].Name} more than once");
            }
        }
    }

    /// <summary>CRC-32 and length stand for the content wherever the file lies.</summary>
    public override string Identity => "";

    /// <summary>Whether the file starts with a zip's local header or, for an empty one, its end record.</summary>
    public static bool IsZip(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using FileStream stream = File.OpenRead(path);
            Span<byte> magic = stackalloc byte[4];
            return stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false) == 4
                && (magic.SequenceEqual("PK\x03\x04"u8) || magic.SequenceEqual("PK\x05\x06"u8));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public override IReadOnlyList<string> Folders(string folder)
    {
        string prefix = Prefix(folder);
        return [.. entries.Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(entry => entry.Name.IndexOf('/', prefix.Length) is var end and > 0 ? entry.Name[..end] : "")
            .Where(name => name.Length > 0)
            .Distinct()
            .Order(StringComparer.Ordinal)];
    }

    public override IReadOnlyList<FileEntry> Files(string folder, bool recursive)
    {
        string prefix = Prefix(folder);
        return [.. entries.Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal)
            && (recursive || !entry.Name.AsSpan(prefix.Length).Contains('/')))];
    }

    public override FileTreeReader OpenReader() => new Reader(this);

    public override void Dispose()
    {
        Interlocked.Exchange(ref idle, null)?.Dispose();
        base.Dispose();
    }

    private static bool HasHiddenSegment(string name)
    {
        foreach (Range segment in name.AsSpan().Split('/'))
        {
            if (IsHidden(name.AsSpan(segment)))
            {
                return true;
            }
        }

        return false;
    }

    private static string Prefix(string folder) => folder.Length == 0 ? "" : folder + "/";

    private ZipArchive OpenArchive()
    {
        FileStream? stream = null;
        try
        {
            stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            _ = archive.Entries.Count; // reads the directory now, so that a damaged one is found here
            return archive;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            stream?.Dispose();
            throw new DatasetException(Path, $"the zip file cannot be read ({exception.Message})", exception);
        }
    }

    /// <summary>A zip archive has one read position, so every thread opens its own.</summary>
    private sealed class Reader(ZipTree tree) : FileTreeReader(tree)
    {
        private readonly ZipArchive archive = Interlocked.Exchange(ref tree.idle, null) ?? tree.OpenArchive();

        protected override Stream Open(FileEntry entry) => archive.Entries[entry.Position].Open();

        protected override void Dispose(bool disposing)
        {
            archive.Dispose();
            base.Dispose(disposing);
        }
    }
}
