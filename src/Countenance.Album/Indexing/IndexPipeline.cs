using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Countenance.Album.Storage;

namespace Countenance.Album.Indexing;

/// <summary>
/// The stages from the queue of the album back into it: read and hash (one), decode and search (several), embed and store in batches
/// (one). Bounded channels between them: a fast stage waits for a slow one.
/// </summary>
internal sealed class IndexPipeline(
    IAlbumStore store, IFaceFinder finder, FaceEmbedder embedder, long model, IndexOptions options, IndexMeter meter)
{
    private readonly string worker = WorkerName.Create();
    private readonly PhotoSearch search = new(finder);
    private readonly Channel<ReadPhoto> read = Channel.CreateBounded<ReadPhoto>(options.Queue);
    private readonly Channel<ProcessedFile> found = Channel.CreateBounded<ProcessedFile>(options.Queue);

    /// <summary>Works until the queue is empty, of this worker's doing or others'.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] stages =
        [
            Guard(ReadAsync, stop),
            Guard(SearchAllAsync, stop),
            Guard(StoreAsync, stop),
        ];
        Task all = Task.WhenAll(stages);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            store.ReleaseClaims(worker);
        }
        catch (AlbumException) when (!all.IsCompletedSuccessfully)
        {
            // What stopped the run is told, and not what followed it; claims end with their lease.
        }

        if (stages.FirstOrDefault(stage => stage.IsFaulted)?.Exception is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure.InnerException!); // and not the cancellation that followed it
        }

        await all;
    }

    private static Task Guard(Func<CancellationToken, Task> stage, CancellationTokenSource stop) => Task.Run(async () =>
    {
        try
        {
            await stage(stop.Token);
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    });

    private async Task ReadAsync(CancellationToken stop)
    {
        while (store.Claim(worker, options.Queue, options.Lease) is { Count: > 0 } files)
        {
            foreach (FoundFile file in files)
            {
                await meter.WaitAsync(stop);
                (ReadPhoto? photo, ProcessedFile? done) = meter.Measure(IndexStage.Read, () => Read(file));
                meter.Add(IndexCount.Read);
                await (photo is null ? found.Writer.WriteAsync(done!, stop) : read.Writer.WriteAsync(photo, stop));
            }
        }

        read.Writer.Complete();
    }

    private (ReadPhoto? Photo, ProcessedFile? Done) Read(FoundFile file)
    {
        try
        {
            if (!RegularFile.Is(file.Path))
            {
                return (null, new ProcessedFile(file, null, null, PhotoWalk.NoFile));
            }

            long length = new FileInfo(file.Path) is { LinkTarget: null } plain ? plain.Length : file.Length;
            if (length > options.MostBytes)
            {
                return (null, new ProcessedFile(file, null, null, $"{length} bytes; at most {options.MostBytes} are read"));
            }

            byte[] bytes = File.ReadAllBytes(file.Path);
            string hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
            return store.FinderOf(hash) == finder.Name
                ? (null, new ProcessedFile(file, hash, null))
                : (new ReadPhoto(file, bytes, hash), null);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, new ProcessedFile(file, null, null, IsGone: true));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (null, new ProcessedFile(file, null, null, error.Message));
        }
        catch (OutOfMemoryException)
        {
            return (null, new ProcessedFile(file, null, null, PhotoSearch.NoMemory));
        }
    }

    private async Task SearchAllAsync(CancellationToken stop)
    {
        await Task.WhenAll(Enumerable.Range(0, options.Workers).Select(_ => Task.Run(() => SearchAsync(stop), stop)));
        found.Writer.Complete();
    }

    private async Task SearchAsync(CancellationToken stop)
    {
        await foreach (ReadPhoto photo in read.Reader.ReadAllAsync(stop))
        {
            await meter.WaitAsync(stop);
            IndexedPhoto result = meter.Measure(
                IndexStage.Search, () => search.Run(photo.Bytes, photo.Hash, photo.File.Path, stop));
            meter.Add(IndexCount.Searched);
            meter.Add(IndexCount.Faces, result.Faces.Count);
            ProcessedFile done = result.IsRefusedForNow
                ? new ProcessedFile(photo.File, null, null, result.Refusal) // as one that could not be read: the next run tries it again
                : new ProcessedFile(photo.File, photo.Hash, result);
            await found.Writer.WriteAsync(done, stop);
        }
    }

    private async Task StoreAsync(CancellationToken stop)
    {
        var batch = new List<ProcessedFile>();
        int faces = 0;
        Task<bool>? more = null;
        Task patience = Task.CompletedTask;
        while (true)
        {
            if (found.Reader.TryRead(out ProcessedFile? file))
            {
                patience = batch.Count == 0 ? Task.Delay(options.Patience, stop) : patience;
                batch.Add(file);
                faces += file.Photo?.Faces.Count ?? 0;
                if (batch.Count < options.Batch && faces < options.Batch)
                {
                    continue;
                }
            }
            else
            {
                more = found.Reader.WaitToReadAsync(stop).AsTask();
                if (await Task.WhenAny(more, batch.Count > 0 ? patience : more) == more && await more)
                {
                    continue;
                }
            }

            Store(batch, stop);
            (faces, batch) = (0, []);
            if (more is not null && !await more)
            {
                return;
            }
        }
    }

    private void Store(List<ProcessedFile> batch, CancellationToken stop)
    {
        if (batch.Count == 0)
        {
            return;
        }

        stop.ThrowIfCancellationRequested();
        IndexedFace[] faces = [.. batch.SelectMany(file => file.Photo?.Faces ?? [])];
        IReadOnlyList<FaceEmbedding> embeddings = meter.Measure(
            IndexStage.Embed, () => embedder.Embed([.. faces.Select(face => face.Crop)], stop));
        int next = 0;
        ProcessedFile[] files =
        [
            .. batch.Select(file => file.Photo is { } photo
                ? file with { Photo = photo with { Faces = [.. photo.Faces.Select(face => face with { Embedding = embeddings[next++] })] } }
                : file),
        ];
        meter.Measure(IndexStage.Store, () =>
        {
            store.Save(files, model);
            return true;
        });
        meter.Add(IndexCount.Embedded, faces.Length);
        meter.Add(IndexCount.Stored, files.Length);
        foreach (ProcessedFile file in files)
        {
            if ((file.Unreadable ?? file.Photo?.Refusal) is { } reason)
            {
                meter.Refuse(new RefusedFile(file.File.Path, reason));
            }
        }
    }

    private sealed record ReadPhoto(FoundFile File, byte[] Bytes, string Hash);
}
