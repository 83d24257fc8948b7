using Countenance.Album.Storage;
using Countenance.Torch;

namespace Countenance.Album.Indexing;

/// <summary>
/// Brings folders of photos into an album: finds what is new or changed, searches it for faces, embeds them, stores them. A second run
/// touches only what changed; a moved file keeps its faces; a new model embeds the crops that are there. A process that is killed loses
/// the photos it had under way, and the next run takes them up again.
/// </summary>
public sealed class AlbumIndexer
{
    private const int EnqueuedAtOnce = 1000;
    private const string NothingLeft =
        "the folder is empty, and the album knows photos in it: is its disk mounted? If they were deleted, add it with --again";

    private readonly IAlbumStore store;
    private readonly IFaceFinder finder;
    private readonly FaceEmbedder embedder;
    private readonly IndexOptions options;

    /// <summary>Puts the parts together; they stay the caller's.</summary>
    /// <param name="store">The album.</param>
    /// <param name="finder">What finds faces.</param>
    /// <param name="embedder">What embeds them.</param>
    /// <param name="options">How; the defaults when null.</param>
    public AlbumIndexer(IAlbumStore store, IFaceFinder finder, FaceEmbedder embedder, IndexOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(finder);
        ArgumentNullException.ThrowIfNull(embedder);
        this.store = store;
        this.finder = finder;
        this.embedder = embedder;
        this.options = options ?? new IndexOptions();
    }

    /// <summary>Indexes folders, and whatever an earlier run left in the queue.</summary>
    /// <param name="folders">Folders, walked with all below them.</param>
    /// <param name="progress">Told some ten times a second, from any thread; may be null.</param>
    /// <param name="pause">Pauses and resumes the run; may be null.</param>
    /// <param name="cancellation">Stops soon; what is stored stays, the rest is in the queue.</param>
    /// <returns>What was found and done.</returns>
    /// <remarks>One run at a time of an embedder. While it runs, <see cref="TorchRuntime.ThreadCount"/> of the process is 1.</remarks>
    /// <exception cref="AlbumException">
    /// A folder is not there, or is empty though the album knows photos in it (but see <see cref="IndexOptions.Again"/>), or the album
    /// cannot be written.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public Task<IndexReport> RunAsync(
        IReadOnlyCollection<string> folders,
        IProgress<IndexProgress>? progress = null,
        PauseGate? pause = null,
        CancellationToken cancellation = default) => IndexAsync(folders, isSweep: false, progress, pause, cancellation);

    /// <summary>A run of a watch: an empty folder where the album knows photos is listed as refused, and they stay.</summary>
    internal Task<IndexReport> SweepAsync(
        IReadOnlyCollection<string> folders, IProgress<IndexProgress>? progress, PauseGate? pause, CancellationToken cancellation) =>
        IndexAsync(folders, isSweep: true, progress, pause, cancellation);

    private async Task<IndexReport> IndexAsync(
        IReadOnlyCollection<string> folders,
        bool isSweep,
        IProgress<IndexProgress>? progress,
        PauseGate? pause,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folders);
        var meter = new IndexMeter(progress, pause ?? new PauseGate());
        AlbumModel model = store.AddModel(embedder.Digest, embedder.Name, embedder.Card.Outputs, embedder.Card.Classes);
        foreach (string dead in store.Workers().Where(WorkerName.IsDead))
        {
            store.ReleaseClaims(dead);
        }

        var walk = new PhotoWalk();
        (int unchanged, int gone) = Discover(folders, walk, isSweep, cancellation);
        long toEmbed = store.CountWithout(model.Id);
        meter.Set(IndexCount.Queued, store.Counts().Pending);
        meter.Set(IndexCount.ToEmbed, toEmbed);

        using (options.Workers > 1 ? new OneThread() : null)
        {
            await new IndexPipeline(store, finder, embedder, model.Id, options, meter).RunAsync(cancellation);
        }

        // Of contents that another worker was faster with, the faces are embedded by its model, and perhaps not by this one.
        if (toEmbed > 0 || meter.Now().Stored > 0)
        {
            await EmbedAgainAsync(model.Id, meter, cancellation);
        }

        RefusedFile[] refused = [.. walk.Unreadable, .. meter.Refused];
        return new IndexReport(walk.Files.Count, unchanged, gone, walk.Others, refused, meter.Now());
    }

    private (int Unchanged, int Gone) Discover(
        IReadOnlyCollection<string> folders, PhotoWalk walk, bool isSweep, CancellationToken cancellation)
    {
        // Another process may be at it too: what it finds in the meantime is not taken for gone, nor for new.
        Dictionary<string, KnownFile> before = Known(folders);
        foreach (string folder in folders)
        {
            if (walk.Enter(folder, cancellation) || options.Again || !HasPhotos(PhotoWalk.FullPath(folder), before))
            {
                continue;
            }

            if (!isSweep)
            {
                throw new AlbumException(folder, NothingLeft);
            }

            walk.Refuse(PhotoWalk.FullPath(folder), NothingLeft);
        }

        Dictionary<string, KnownFile> known = Known(folders);
        FoundFile[] changed = [.. walk.Files.Where(file => options.Again || !IsUnchanged(known.GetValueOrDefault(file.Path), file))];
        foreach (FoundFile[] chunk in changed.Chunk(EnqueuedAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            store.Enqueue(chunk);
        }

        HashSet<string> seen = [.. walk.Files.Select(file => file.Path)];
        string[] gone =
        [
            .. before.Values
                .Where(file => file.State != FileState.Gone && !seen.Contains(file.File.Path) && !IsHidden(file.File.Path, walk))
                .Select(file => file.File.Path),
        ];
        store.MarkGone(gone);
        return (walk.Files.Count - changed.Length, gone.Length);
    }

    private Dictionary<string, KnownFile> Known(IReadOnlyCollection<string> folders)
    {
        var known = new Dictionary<string, KnownFile>(StringComparer.Ordinal);
        foreach (string folder in folders)
        {
            foreach ((string path, KnownFile file) in store.KnownFiles(PhotoWalk.FullPath(folder)))
            {
                known[path] = file;
            }
        }

        return known;
    }

    private static bool IsUnchanged(KnownFile? known, FoundFile file) =>
        known is { State: FileState.Stored or FileState.Pending } && known.File == file;

    private static bool HasPhotos(string folder, Dictionary<string, KnownFile> known) =>
        known.Values.Any(file => file.State != FileState.Gone && IsBelow(file.File.Path, folder));

    // Under a folder that could not be looked into: nobody knows whether it is there.
    private static bool IsHidden(string path, PhotoWalk walk) =>
        walk.Unreadable.Any(folder => path == folder.Path || IsBelow(path, folder.Path));

    private static bool IsBelow(string path, string folder) => path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);

    // A face that comes in the meantime, by a worker with another model, may have a lower number than those that are done.
    private async Task EmbedAgainAsync(long model, IndexMeter meter, CancellationToken cancellation)
    {
        while (store.CountWithout(model) > 0)
        {
            long last = 0;
            while (store.FacesWithout(model, options.Batch, last) is { Count: > 0 } faces)
            {
                await meter.WaitAsync(cancellation);
                IReadOnlyList<FaceEmbedding> embeddings = meter.Measure(
                    IndexStage.Embed, () => embedder.Embed([.. faces.Select(face => face.Crop)], cancellation));
                meter.Measure(IndexStage.Store, () =>
                {
                    store.SaveEmbeddings(model, [.. faces.Select((face, i) => (face.Face, embeddings[i]))]);
                    return true;
                });
                meter.Add(IndexCount.Embedded, faces.Count);
                last = faces[^1].Face;
            }
        }
    }
}
