using Countenance.Album.Indexing;
using Countenance.Cli.Progress;

namespace Countenance.Cli.Album;

/// <summary>The progress of indexing as a bar: photos first, then faces that are embedded again.</summary>
internal sealed class IndexingProgress(CommandConsole console) : IProgress<IndexProgress>, IDisposable
{
    private readonly Lock gate = new();
    private ProgressReporter? photos;
    private ProgressReporter? faces;
    private bool disposed;

    public void Report(IndexProgress value)
    {
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            if (value.Queued > 0 && value.Stored <= value.Queued && faces is null)
            {
                photos ??= console.StartProgress("indexing", value.Queued, "photos");
                photos.Report(value.Stored, $"{value.Faces} faces");
            }

            long again = value.Embedded - value.Faces;
            if (value.ToEmbed > 0 && again > 0 && again <= value.ToEmbed)
            {
                photos?.Dispose();
                faces ??= console.StartProgress("embedding", value.ToEmbed, "faces");
                faces.Report(again);
            }
        }
    }

    /// <summary>Ends a run's bars; the next report begins those of another run.</summary>
    public void EndRun()
    {
        lock (gate)
        {
            photos?.Dispose();
            faces?.Dispose();
            photos = faces = null;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            EndRun();
        }
    }
}
