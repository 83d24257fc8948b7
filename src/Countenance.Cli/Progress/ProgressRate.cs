namespace Countenance.Cli.Progress;

/// <summary>Units per second, overall and over the last half minute or so (from which the remaining time is reckoned).</summary>
internal sealed class ProgressRate
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(500);

    private readonly Queue<(TimeSpan Elapsed, long Done)> samples = new();
    private readonly long first;
    private (TimeSpan Elapsed, long Done) lastSample;
    private (TimeSpan Elapsed, long Done) latest;

    /// <summary>Begins at time zero.</summary>
    /// <param name="alreadyDone">Units done before time zero.</param>
    public ProgressRate(long alreadyDone)
    {
        first = alreadyDone;
        latest = lastSample = (TimeSpan.Zero, alreadyDone);
        samples.Enqueue(latest);
    }

    /// <summary>Units per second since the start; 0 before anything is known.</summary>
    public double Overall => PerSecond((TimeSpan.Zero, first));

    /// <summary>Units per second in the window; 0 before anything is known.</summary>
    public double Recent => PerSecond(samples.Peek());

    /// <summary>Adds what is known now.</summary>
    public void Add(TimeSpan elapsed, long done)
    {
        latest = (elapsed, done);
        if (elapsed - lastSample.Elapsed < Spacing)
        {
            return;
        }

        lastSample = latest;
        samples.Enqueue(latest);
        while (samples.Count > 2 && elapsed - samples.Peek().Elapsed > Window)
        {
            samples.Dequeue();
        }
    }

    private double PerSecond((TimeSpan Elapsed, long Done) since)
    {
        var seconds = (latest.Elapsed - since.Elapsed).TotalSeconds;
        return seconds > 0 ? (latest.Done - since.Done) / seconds : 0;
    }
}
