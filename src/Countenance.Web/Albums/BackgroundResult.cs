namespace Countenance.Web.Albums;

/// <summary>
/// Something that is made of all faces in the background when it is first asked for, kept, and made anew when faces have come or gone.
/// Nobody waits for it who does not want to.
/// </summary>
/// <param name="album">The faces.</param>
/// <param name="make">Makes it; told where to report the share that is done, 0–1.</param>
internal sealed class BackgroundResult<T>(AlbumView album, Func<AlbumSnapshot, IProgress<double>, CancellationToken, T> make)
    : IDisposable
    where T : class
{
    private readonly Lock gate = new();
    private CancellationTokenSource stop = new();
    private Task<T>? work;
    private Done done = new();
    private int generation;

    /// <summary>The share that is done, 0–1.</summary>
    public double Share => Current().Done.Share;

    /// <summary>Why it could not be made; null when it could, or that is not known yet.</summary>
    public string? Failure => Current().Work is { IsFaulted: true, Exception: { } error } ? error.GetBaseException().Message : null;

    /// <summary>It, if it is done; null otherwise. Either way it is begun.</summary>
    public T? Ready => Current().Work is { IsCompletedSuccessfully: true } made ? made.Result : null;

    /// <summary>It, if it is done within a time; null otherwise.</summary>
    public async Task<T?> WithinAsync(TimeSpan patience)
    {
        Task<T> making = Current().Work;
        await Task.WhenAny(making, Task.Delay(patience));
        return making.IsCompletedSuccessfully ? await making : null;
    }

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    private (Task<T> Work, Done Done) Current()
    {
        lock (gate)
        {
            AlbumSnapshot now = album.Current;
            if (work is null || generation != now.Generation)
            {
                stop.Cancel();
                stop.Dispose();
                stop = new CancellationTokenSource();
                CancellationToken token = stop.Token;
                var counter = done = new Done();
                generation = now.Generation;
                work = Task.Factory.StartNew(
                    () => make(now, counter, token), token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }

            return (work, done);
        }
    }

    /// <summary>The share of one making, so that one that was given up does not speak for the next.</summary>
    private sealed class Done : IProgress<double>
    {
        private double share;

        public double Share => Volatile.Read(ref share);

        public void Report(double value) => Volatile.Write(ref share, value);
    }
}
