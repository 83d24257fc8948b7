using System.Diagnostics;
using Countenance.Album.Storage;

namespace Countenance.Album.Indexing;

/// <summary>Counts what the stages do and tells it on, at most ten times a second.</summary>
internal sealed class IndexMeter(IProgress<IndexProgress>? progress, PauseGate pause)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Stopwatch working = new();
    private readonly List<RefusedFile> refused = [];
    private readonly long[] counts = new long[Enum.GetValues<IndexCount>().Length];
    private readonly TimeSpan[] stages = new TimeSpan[Enum.GetValues<IndexStage>().Length];
    private TimeSpan reported = -Interval;

    public IReadOnlyList<RefusedFile> Refused
    {
        get
        {
            lock (gate)
            {
                return [.. refused.OrderBy(file => file.Path, StringComparer.Ordinal)];
            }
        }
    }

    public void Set(IndexCount count, long value) => Change(() => counts[(int)count] = value);

    public void Add(IndexCount count, long value = 1) => Change(() => counts[(int)count] += value);

    public void Refuse(RefusedFile file) => Change(() => refused.Add(file));

    /// <summary>Does a stage's work and counts the time.</summary>
    public T Measure<T>(IndexStage stage, Func<T> work)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            TimeSpan taken = Stopwatch.GetElapsedTime(started);
            lock (gate)
            {
                stages[(int)stage] += taken;
            }
        }
    }

    /// <summary>Waits while the run is paused.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        if (pause.IsPaused)
        {
            Change(working.Stop);
            progress?.Report(Now());
            await pause.WaitAsync(cancellation);
        }

        Change(working.Start);
    }

    public IndexProgress Now()
    {
        lock (gate)
        {
            long stored = Count(IndexCount.Stored);
            double rate = stored > 0 ? stored / working.Elapsed.TotalSeconds : 0;
            long left = Math.Max(0, Count(IndexCount.Queued) - stored);
            return new IndexProgress(
                Count(IndexCount.Queued),
                Count(IndexCount.Read),
                Count(IndexCount.Searched),
                Count(IndexCount.Faces),
                Count(IndexCount.Embedded),
                Count(IndexCount.ToEmbed),
                stored,
                refused.Count,
                new StageSeconds(
                    Seconds(IndexStage.Read), Seconds(IndexStage.Search), Seconds(IndexStage.Embed), Seconds(IndexStage.Store)),
                clock.Elapsed,
                rate,
                rate > 0 ? TimeSpan.FromSeconds(left / rate) : null,
                pause.IsPaused);
        }
    }

    private long Count(IndexCount count) => counts[(int)count];

    private double Seconds(IndexStage stage) => stages[(int)stage].TotalSeconds;

    private void Change(Action change)
    {
        lock (gate)
        {
            change();
            if (progress is null || clock.Elapsed - reported < Interval)
            {
                return;
            }

            reported = clock.Elapsed;
        }

        progress.Report(Now());
    }
}
