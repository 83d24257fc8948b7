namespace Countenance.Album.Indexing;

/// <summary>Lets a run be paused and resumed from outside. Photos under way are finished; no new ones begin.</summary>
public sealed class PauseGate
{
    private readonly Lock gate = new();
    private TaskCompletionSource? closed;

    /// <summary>Whether it is paused.</summary>
    public bool IsPaused
    {
        get
        {
            lock (gate)
            {
                return closed is not null;
            }
        }
    }

    /// <summary>Pauses; nothing happens when it is paused already.</summary>
    public void Pause()
    {
        lock (gate)
        {
            closed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Resumes; nothing happens when it is not paused.</summary>
    public void Resume()
    {
        lock (gate)
        {
            closed?.SetResult();
            closed = null;
        }
    }

    /// <summary>Completes at once, or when it is resumed.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before.</exception>
    public Task WaitAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            return closed?.Task.WaitAsync(cancellation) ?? Task.CompletedTask;
        }
    }
}
