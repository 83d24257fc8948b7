namespace Countenance.Training;

/// <summary>
/// Writes scalars to a TensorBoard event file. Every event is with the operating system when <see cref="Add"/> returns, so a running
/// TensorBoard shows it and a killed process loses none.
/// </summary>
/// <remarks>
/// As in TensorBoard's own writer every session makes a file of its own; a resumed run adds one beside the old, and says in it from
/// which step on the old events no longer count. TensorBoard stores scalars in single precision. Threads may call at the same time.
/// </remarks>
public sealed class TensorBoardWriter : IDisposable
{
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly FileStream stream;

    /// <summary>Makes a new event file.</summary>
    /// <param name="folder">The run's folder; it must exist.</param>
    /// <param name="resumedStep">For a resumed run the last step that still counts: TensorBoard then hides what older files hold of later
    /// steps. Null for a new run.</param>
    /// <param name="time">The clock of the events' times; the system's when null.</param>
    /// <exception cref="IOException">The file could not be made (<see cref="DirectoryNotFoundException"/> without the folder).</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public TensorBoardWriter(string folder, long? resumedStep = null, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (resumedStep < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(resumedStep), resumedStep, "ResumedStep must not be negative.");
        }

        this.time = time ?? TimeProvider.System;
        stream = Create(folder, this.time.GetUtcNow());
        Write(TensorBoardEvent.FileVersion(Now()));
        if (resumedStep is not null)
        {
            Write(TensorBoardEvent.SessionStart(Now(), resumedStep.Value + 1));
        }
    }

    /// <summary>The event file's path.</summary>
    public string Path => stream.Name;

    /// <summary>Adds one value of a curve.</summary>
    /// <param name="tag">The curve's name, such as <c>train/loss</c>; TensorBoard groups by what stands before the slash.</param>
    /// <param name="step">The step or epoch: the curve's abscissa.</param>
    /// <param name="value">The value; rounded to single precision. NaN and infinities are allowed.</param>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    public void Add(string tag, long step, double value)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        Write(TensorBoardEvent.Scalar(Now(), step, tag, (float)value));
    }

    /// <summary>Flushes the file to the disk and closes it.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (stream.CanWrite)
            {
                stream.Flush(flushToDisk: true);
                stream.Dispose();
            }
        }
    }

    // events.out.tfevents.SECONDS.HOST.PROCESS.NUMBER: TensorBoard reads a folder's files in the order of their names.
    private static FileStream Create(string folder, DateTimeOffset now)
    {
        for (int number = 0; ; number++)
        {
            string name = $"events.out.tfevents.{now.ToUnixTimeSeconds():D10}.{Environment.MachineName}.{Environment.ProcessId}.{number}";
            string path = System.IO.Path.Combine(folder, name);
            if (!File.Exists(path))
            {
                return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
            }
        }
    }

    private double Now() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    private void Write(byte[] payload)
    {
        byte[] record = TfRecord.Frame(payload);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(!stream.CanWrite, this);
            stream.Write(record); // unbuffered: one write to the operating system a record
        }
    }
}
