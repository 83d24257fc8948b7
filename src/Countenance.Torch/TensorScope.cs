namespace Countenance.Torch;

/// <summary>
/// Owns every tensor made on this thread while it is the innermost scope, and disposes them together. Scopes nest; a tensor that must
/// outlive its scope is handed outward with <see cref="Keep(Tensor)"/>. Without any scope a tensor belongs to whoever holds it.
/// </summary>
public sealed class TensorScope : IDisposable
{
    [ThreadStatic]
    private static TensorScope? current;

    [ThreadStatic]
    private static List<Tensor>? made; // in all scopes open on this thread, the innermost one's last

    private readonly TensorScope? parent;
    private readonly int first; // of this scope's tensors among those made
    private readonly int thread = Environment.CurrentManagedThreadId;
    private bool isDisposed;

    /// <summary>Opens a scope inside the current one.</summary>
    public TensorScope()
    {
        made ??= [];
        first = made.Count;
        parent = current;
        current = this;
    }

    /// <summary>Moves a tensor to the enclosing scope, or out of all scopes when this is the outermost one.</summary>
    /// <returns>The same tensor.</returns>
    public Tensor Keep(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Owner == this)
        {
            tensor.Owner = parent;
        }

        return tensor;
    }

    /// <summary>Disposes the tensors this scope still owns.</summary>
    /// <exception cref="InvalidOperationException">An inner scope is still open, or another thread opened this one.</exception>
    public void Dispose()
    {
        if (isDisposed)
        {
            return;
        }

        if (thread != Environment.CurrentManagedThreadId || current != this)
        {
            throw new InvalidOperationException("Tensor scopes must be closed on the thread that opened them, innermost first.");
        }

        isDisposed = true;
        current = parent;
        List<Tensor> all = made!;
        int end = first; // of what was handed outward
        for (int i = first; i < all.Count; i++)
        {
            Tensor tensor = all[i];
            if (tensor.Owner == this)
            {
                tensor.Dispose();
            }
            else if (tensor.Owner is not null)
            {
                all[end++] = tensor;
            }
        }

        all.RemoveRange(end, all.Count - end);
    }

    /// <summary>Takes a tensor out of all scopes: it lives until it is disposed.</summary>
    /// <returns>The same tensor.</returns>
    public static Tensor Release(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        tensor.Owner = null;
        return tensor;
    }

    internal static TensorScope? Adopt(Tensor tensor)
    {
        if (current is not null)
        {
            made!.Add(tensor);
        }

        return current;
    }
}
