using System.Diagnostics;
using System.Threading.Channels;

namespace Countenance.Album.Indexing;

/// <summary>Keeps an album up to date with its folders: indexes at once, whenever something changes, and now and then in any case.</summary>
public sealed class AlbumWatch
{
    private readonly AlbumIndexer indexer;
    private readonly string[] folders;
    private readonly WatchOptions options;
    private readonly Channel<bool> changes =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Watches with an indexer.</summary>
    /// <param name="indexer">Does the work; stays the caller's.</param>
    /// <param name="folders">Folders, with all below them.</param>
    /// <param name="options">How; the defaults when null.</param>
    public AlbumWatch(AlbumIndexer indexer, IEnumerable<string> folders, WatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(indexer);
        ArgumentNullException.ThrowIfNull(folders);
        this.indexer = indexer;
        this.folders = [.. folders];
        this.options = options ?? new WatchOptions();
    }

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="indexed">
    /// Told of every run that ended. A folder that is empty though the album knows photos in it is listed as refused, and they stay.
    /// </param>
    /// <param name="progress">Told of every run's progress; may be null.</param>
    /// <param name="pause">Pauses and resumes; may be null.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled: the only way it ends well.</exception>
    /// <exception cref="AlbumException">A folder is not there, or the album cannot be written.</exception>
    public async Task RunAsync(
        Action<IndexReport> indexed,
        IProgress<IndexProgress>? progress = null,
        PauseGate? pause = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(indexed);
        var watchers = new List<FileSystemWatcher>();
        try
        {
            foreach (string folder in folders)
            {
                watchers.Add(Watch(folder, NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size, PhotoWalk.IsPicture));
                watchers.Add(Watch(folder, NotifyFilters.DirectoryName, static _ => true));
            }

            while (true)
            {
                indexed(await indexer.SweepAsync(folders, progress, pause, cancellation));
                if (await ChangedAsync(options.Sweep, cancellation))
                {
                    await QuietAsync(cancellation);
                }
            }
        }
        finally
        {
            watchers.ForEach(watcher => watcher.Dispose());
        }
    }

    // Changes come in swarms: waits for the end of this one.
    private async Task QuietAsync(CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < options.Longest && await ChangedAsync(options.Quiet, cancellation))
        {
            // Goes on for as long as changes do.
        }
    }

    private async Task<bool> ChangedAsync(TimeSpan within, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(within);
        try
        {
            return await changes.Reader.ReadAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    // Of files only pictures count: the album itself may lie in the folder, and every run that finds something writes to it. A folder that
    // went away cannot be told from a file by its name alone, so folders have a watcher of their own.
    private FileSystemWatcher Watch(string folder, NotifyFilters filter, Func<string, bool> counts)
    {
        if (!Directory.Exists(folder))
        {
            throw new AlbumException(folder, "there is no such folder");
        }

        var watcher = new FileSystemWatcher(folder)
        {
            IncludeSubdirectories = true,
            NotifyFilter = filter,
        };
        watcher.Changed += (_, change) => Hear(change.FullPath);
        watcher.Created += (_, change) => Hear(change.FullPath);
        watcher.Deleted += (_, change) => Hear(change.FullPath);
        watcher.Renamed += (_, change) => Hear(change.OldFullPath, change.FullPath);
        watcher.Error += (_, _) => changes.Writer.TryWrite(true); // something was lost: a walk finds it
        watcher.EnableRaisingEvents = true;
        return watcher;

        void Hear(params ReadOnlySpan<string> paths)
        {
            foreach (string path in paths)
            {
                _ = counts(path) && changes.Writer.TryWrite(true);
            }
        }
    }
}
