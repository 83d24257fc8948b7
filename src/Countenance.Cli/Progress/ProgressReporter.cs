namespace Countenance.Cli.Progress;

/// <summary>
/// Tells how a long task goes: a bar with rate and remaining time that redraws itself on a terminal, a plain line every fifteen seconds
/// anywhere else. May be called from several threads.
/// </summary>
internal sealed class ProgressReporter : IDisposable
{
    private const string ClearLine = "\r\u001b[K";

    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(15);

    private readonly Lock gate = new();
    private readonly TextWriter writer;
    private readonly int? width;
    private readonly TimeProvider time;
    private readonly string title;
    private readonly long total;
    private readonly string unit;
    private readonly ProgressRate rate;
    private readonly long started;
    private long lastShown;
    private long done;
    private string note = "";
    private bool disposed;

    /// <summary>Starts the task's clock and, on a terminal, shows the empty bar.</summary>
    /// <param name="writer">Where to write, usually stderr.</param>
    /// <param name="terminalWidth">Columns of the terminal; null when <paramref name="writer"/> is not one.</param>
    /// <param name="time">The clock.</param>
    /// <param name="title">What is done.</param>
    /// <param name="total">Units of work in all, positive.</param>
    /// <param name="unit">Plural name of a unit.</param>
    /// <param name="alreadyDone">Units done before, from 0 to <paramref name="total"/>; they do not count for the rate.</param>
    public ProgressReporter(
        TextWriter writer, int? terminalWidth, TimeProvider time, string title, long total, string unit, long alreadyDone = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(total);
        ArgumentOutOfRangeException.ThrowIfNegative(alreadyDone);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(alreadyDone, total);
        this.writer = writer;
        width = terminalWidth;
        this.time = time;
        this.title = title;
        this.total = total;
        this.unit = unit;
        done = alreadyDone;
        started = lastShown = time.GetTimestamp();
        rate = new ProgressRate(alreadyDone);
        if (width is not null)
        {
            Show();
        }
    }

    /// <summary>Says how far the task is. Cheap enough for every batch.</summary>
    /// <param name="unitsDone">Units done in all, those done before included.</param>
    /// <param name="currentNote">A short remark for the end of the line, such as <c>loss 0.41</c>; null keeps the last one.</param>
    public void Report(long unitsDone, string? currentNote = null)
    {
        lock (gate)
        {
            done = unitsDone;
            note = currentNote ?? note;
            rate.Add(time.GetElapsedTime(started), unitsDone);
            if (!disposed && time.GetElapsedTime(lastShown) >= (width is null ? PlainInterval : TerminalInterval))
            {
                Show();
            }
        }
    }

    /// <summary>Writes a line of its own, above the bar.</summary>
    public void WriteLine(string line)
    {
        lock (gate)
        {
            writer.WriteLine(width is null ? line : ClearLine + line);
            if (width is not null && !disposed)
            {
                Show();
            }
        }
    }

    /// <summary>Ends the task and leaves one line that says how much was done in what time.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            disposed = true;
            var line = ProgressLine.Summary(title, done, total, unit, time.GetElapsedTime(started), rate.Overall, note);
            writer.WriteLine(width is null ? line : ClearLine + line);
            writer.Flush();
        }
    }

    private void Show()
    {
        lastShown = time.GetTimestamp();
        if (width is { } columns)
        {
            writer.Write(ClearLine + ProgressLine.Bar(title, done, total, unit, rate.Recent, note, columns - 1));
        }
        else
        {
            writer.WriteLine(ProgressLine.Plain(title, done, total, unit, rate.Recent, note));
        }

        writer.Flush();
    }
}
