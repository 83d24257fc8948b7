using Countenance.Album.Storage;
using Countenance.Torch;

namespace Countenance.Album.Indexing;

/// <summary>
/// The pictures under some folders, in the order of their paths. Links are followed, each real folder is entered once; hidden files and
/// folders are left alone.
/// </summary>
internal sealed class PhotoWalk
{
    /// <summary>Why a pipe or a device is refused.</summary>
    public const string NoFile = "neither a file nor a folder";

    private static readonly HashSet<string> Endings =
        new([".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".tif", ".tiff", ".bmp", ".webp"], StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> entered = new(StringComparer.Ordinal);
    private readonly List<FoundFile> files = [];
    private readonly List<RefusedFile> unreadable = [];
    private readonly SortedDictionary<string, int> others = new(StringComparer.Ordinal);
    private int met; // files, links, what could not be looked at, folders that were walked before

    /// <summary>The pictures by the endings of their names.</summary>
    public IReadOnlyList<FoundFile> Files => files;

    /// <summary>Files and folders that could not be looked at.</summary>
    public IReadOnlyList<RefusedFile> Unreadable => unreadable;

    /// <summary>Files whose names end otherwise, counted by ending.</summary>
    public IReadOnlyDictionary<string, int> Others => others;

    /// <summary>Whether a file is taken for a picture, by the ending of its name.</summary>
    public static bool IsPicture(string path) => Endings.Contains(Path.GetExtension(path));

    /// <summary>A folder as paths below it begin.</summary>
    public static string FullPath(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <summary>Walks a folder.</summary>
    /// <returns>Whether anything but empty folders and hidden names was there.</returns>
    /// <exception cref="AlbumException">There is no such folder.</exception>
    public bool Enter(string folder, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
        {
            throw new AlbumException(folder, "there is no such folder");
        }

        int before = met;
        Walk(FullPath(folder), RealPath.Of(folder), cancellation);
        return met > before;
    }

    /// <summary>Lists a file or a folder that cannot be looked at.</summary>
    public void Refuse(string path, string reason)
    {
        met++;
        unreadable.Add(new RefusedFile(path, reason));
    }

    private void Walk(string folder, string real, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!entered.Add(real))
        {
            met++;
            return;
        }

        FileSystemInfo[] entries;
        try
        {
            entries = new DirectoryInfo(folder).GetFileSystemInfos();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Refuse(folder, error.Message);
            return;
        }

        Array.Sort(entries, static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        foreach (FileSystemInfo entry in entries)
        {
            if (entry.Name.StartsWith('.'))
            {
                continue;
            }

            try
            {
                FileSystemInfo target = entry.LinkTarget is null ? entry : entry.ResolveLinkTarget(returnFinalTarget: true) ?? entry;
                if (target is DirectoryInfo)
                {
                    string place = entry.LinkTarget is null ? Path.Combine(real, entry.Name) : RealPath.Of(target.FullName);
                    Walk(entry.FullName, place, cancellation);
                }
                else
                {
                    met++;
                    Take(entry, (FileInfo)target);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Refuse(entry.FullName, error.Message);
            }
        }
    }

    private void Take(FileSystemInfo entry, FileInfo target)
    {
        if (!IsPicture(entry.Name))
        {
            string kind = Path.GetExtension(entry.Name).ToLowerInvariant();
            others[kind] = others.GetValueOrDefault(kind) + 1;
        }
        else if (target.Length == 0 && !RegularFile.Is(entry.FullName)) // only files have a length
        {
            Refuse(entry.FullName, NoFile);
        }
        else
        {
            files.Add(new FoundFile(entry.FullName, target.Length, target.LastWriteTimeUtc));
        }
    }
}
