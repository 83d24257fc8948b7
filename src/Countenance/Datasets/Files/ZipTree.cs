using System.IO.Compression;
using System.IO.Hashing;

namespace Countenance.Datasets.Files;

/// <summary>A zip file, read in place.</summary>
/// <remarks>
/// An open archive has one read position and holds its whole directory, about half a kilobyte per entry. So readers share archives: as many
/// as there are processors of a small one, fewer of a large one, so that the directories together stay below a quarter of a gigabyte or so.
/// </remarks>
internal sealed class ZipTree : FileTree
{
    private const int MostEntriesHeld = 500_000;

    private readonly List<FileEntry> entries = [];
    private readonly Lazy<ZipArchive>[] archives;
    private int readers;

    /// <summary>Reads the zip's directory.</summary>
    /// <exception cref="DatasetException">It is damaged, cannot be read, or holds a file twice.</exception>
    public ZipTree(string path)
        : base(path)
    {
        ZipArchive first = OpenArchive();
        int position = 0;
        foreach (ZipArchiveEntry entry in first.Entries)
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
                first.Dispose();
                throw new DatasetException(path, $"holds {entries[i].Name} more than once");
            }
        }

        int count = Math.Clamp(MostEntriesHeld / Math.Max(1, position), 1, Environment.ProcessorCount);
        archives = [new Lazy<ZipArchive>(first), .. Enumerable.Range(1, count - 1).Select(_ => new Lazy<ZipArchive>(OpenArchive))];
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
        int start = Prefix(folder).Length;
        var folders = new List<string>();
        foreach (FileEntry entry in Below(folder))
        {
            int end = entry.Name.IndexOf('/', start);
            if (end > start && !(folders.Count > 0 && entry.Name.AsSpan(0, end).SequenceEqual(folders[^1])))
            {
                folders.Add(entry.Name[..end]);
            }
        }

        return [.. folders.Distinct().Order(StringComparer.Ordinal)]; // "a.b/x" stands between "a" and "a/x"
    }

    public override IReadOnlyList<FileEntry> Files(string folder, bool recursive)
    {
        int start = Prefix(folder).Length;
        return [.. Below(folder).Where(entry => recursive || entry.Name.IndexOf('/', start) < 0)];
    }

    public override FileEntry? Find(string name) =>
        FirstFrom(name) is var at && at < entries.Count && entries[at].Name == name ? entries[at] : null;

    public override FileTreeReader OpenReader() => new Reader(this, archives[(Interlocked.Increment(ref readers) - 1) % archives.Length]);

    public override void Dispose()
    {
        foreach (Lazy<ZipArchive> archive in archives.Where(archive => archive.IsValueCreated))
        {
            archive.Value.Dispose();
        }

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

    /// <summary>The entries in a folder and below it, which stand together.</summary>
    private IEnumerable<FileEntry> Below(string folder)
    {
        string prefix = Prefix(folder);
        for (int i = FirstFrom(prefix); i < entries.Count && entries[i].Name.StartsWith(prefix, StringComparison.Ordinal); i++)
        {
            yield return entries[i];
        }
    }

    /// <summary>Number of the first entry whose name does not come before <paramref name="name"/>.</summary>
    private int FirstFrom(string name)
    {
        int low = 0;
        for (int high = entries.Count; low < high;)
        {
            int middle = (low + high) / 2;
            if (string.CompareOrdinal(entries[middle].Name, name) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

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

    private sealed class Reader(ZipTree tree, Lazy<ZipArchive> archive) : FileTreeReader(tree)
    {
        protected override void Fill(FileEntry entry, Span<byte> content)
        {
            lock (archive)
            {
                base.Fill(entry, content);
            }

            if (Crc32.HashToUInt32(content) != entry.Stamp)
            {
                throw new InvalidDataException("its checksum is wrong: the zip is damaged");
            }
        }

        protected override Stream Open(FileEntry entry) => archive.Value.Entries[entry.Position].Open();
    }
}
