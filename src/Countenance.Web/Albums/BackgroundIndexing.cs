using Countenance.Album.Indexing;

namespace Countenance.Web.Albums;

/// <summary>Brings the folders that were named at the start into the album, while the page goes on.</summary>
internal sealed class BackgroundIndexing(AlbumView album, PageOptions options) : IProgress<IndexProgress>, IDisposable
{
    private readonly Lock gate = new();
    private readonly PauseGate pause = new();
    private readonly CancellationTokenSource stop = new();
    private Task work = Task.CompletedTask;

    /// <summary>Whether there are folders and a model.</summary>
    public bool IsPossible => options.Folders.Count > 0 && options.ModelFile is not null;

    public bool IsRunning => !work.IsCompleted;

    public bool IsPaused => pause.IsPaused;

    /// <summary>Runs begun.</summary>
    public int Runs { get; private set; }

    /// <summary>How far the run is, or was at its end; null before the first.</summary>
    public IndexProgress? Progress { get; private set; }

    /// <summary>What the last run did; null before its end.</summary>
    public IndexReport? Report { get; private set; }

    /// <summary>Why the last run failed; null when it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>Begins a run, unless one is under way.</summary>
    public void Start()
    {
        lock (gate)
        {
            if (!IsPossible || IsRunning)
            {
                return;
            }

            (Progress, Report, Failure) = (null, null, null);
            pause.Resume();
            work = Task.Run(RunAsync);
            Runs++;
        }
    }

    public void Pause() => pause.Pause();

    public void Resume() => pause.Resume();

    void IProgress<IndexProgress>.Report(IndexProgress value) => Progress = value;

    public void Dispose()
    {
        stop.Cancel();
        pause.Resume();
        Task.WaitAny([work], TimeSpan.FromSeconds(10)); // how it ended is nobody's concern any more
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            using FaceEmbedder embedder = album.LoadEmbedder(options.ModelFile!);
            IFaceFinder finder = options.Finder.Create();
            using var owned = finder as IDisposable;
            var indexer = new AlbumIndexer(album.Store, finder, embedder);
            try
            {
                Report = await indexer.RunAsync(options.Folders, this, pause, stop.Token);
                Progress = Report.Last;
            }
            finally
            {
                if (!stop.IsCancellationRequested)
                {
                    album.Reload(); // what was stored before a failure is there
                }
            }
        }
        catch (OperationCanceledException)
        {
            Failure = "stopped";
        }
        catch (Exception error) // of whatever kind: the page is the only place where it can be told
        {
            Failure = error.Message;
        }
    }
}
