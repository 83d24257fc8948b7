using Countenance.Torch.Interop;

namespace Countenance.Torch;

/// <summary>A seeded source of random numbers whose state can be saved and restored; never shared between threads.</summary>
public sealed class RandomGenerator : IDisposable
{
    private readonly Device device;
    private nint pointer;

    /// <summary>Creates a generator.</summary>
    /// <param name="seed">Seed; the same seed gives the same numbers on the same kind of device.</param>
    /// <param name="device">Where the tensors it fills live; the processor by default.</param>
    public RandomGenerator(ulong seed, Device? device = null)
    {
        this.device = device ?? Device.Cpu;
        NativeMethods.Check(NativeMethods.ct_generator_new((int)this.device.Type, this.device.Index, seed, out pointer));
    }

    /// <summary>Gives the native generator back if <see cref="Dispose"/> was not called.</summary>
    ~RandomGenerator() => Release();

    internal nint Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(pointer == 0, this);
            return pointer;
        }
    }

    /// <summary>Starts again from a seed.</summary>
    public void Seed(ulong seed)
    {
        NativeMethods.Check(NativeMethods.ct_generator_seed(Pointer, seed));
        GC.KeepAlive(this);
    }

    /// <summary>The state, uint8 [S]; a copy.</summary>
    public Tensor GetState()
    {
        NativeMethods.Check(NativeMethods.ct_generator_get_state(Pointer, out nint state));
        GC.KeepAlive(this);
        return new Tensor(state);
    }

    /// <summary>Restores a state taken with <see cref="GetState"/>.</summary>
    /// <exception cref="TorchException">The tensor is not a state of this kind of generator.</exception>
    public void SetState(Tensor state)
    {
        ArgumentNullException.ThrowIfNull(state);
        NativeMethods.Check(NativeMethods.ct_generator_set_state(Pointer, state.Pointer));
        GC.KeepAlive(state);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        nint released = Interlocked.Exchange(ref pointer, 0);
        if (released != 0)
        {
            NativeMethods.ct_generator_release(released);
        }
    }
}
