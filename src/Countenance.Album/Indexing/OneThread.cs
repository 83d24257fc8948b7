using Countenance.Torch;

namespace Countenance.Album.Indexing;

/// <summary>
/// Operators on one thread for as long as runs go on whose workers fill the processors by themselves; the last run to end gives the threads
/// back that the first one found.
/// </summary>
internal sealed class OneThread : IDisposable
{
    private static readonly Lock gate = new();
    private static int runs;
    private static int before;

    /// <summary>Begins.</summary>
    public OneThread()
    {
        lock (gate)
        {
            if (runs++ == 0)
            {
                before = TorchRuntime.ThreadCount;
                TorchRuntime.ThreadCount = 1;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            if (--runs == 0)
            {
                TorchRuntime.ThreadCount = before;
            }
        }
    }
}
