using Countenance.Torch.Interop;

namespace Countenance.Torch;

/// <summary>A seeded source of random numbers whose state can be saved and restored; never shared between threads.</summary>
public sealed class RandomGenerator : IDisposable
{
    private readonly Dictionary<Device, RandomGenerator> companions = [];
    private nint pointer;
    private ulong seed;

    /// <summary>Creates a generator.</summary>
    /// <param name="seed">Seed; the same seed gives the same numbers on the same kind of device.</param>
    /// <param name="device">Where the tensors it fills live; the processor by default.</param>
    public RandomGenerator(ulong seed, Device? device = null)
    {
        this.seed = seed;
        Device = device ?? Device.Cpu;
        NativeMethods.Check(NativeMethods.ct_generator_new((int)Device.Type, Device.Index, seed, out pointer));
    }

    private RandomGenerator() => Device = Device.Cpu;

    /// <summary>
    /// No source: layers built with it have memory for weights and no values yet, which must be loaded. Any other draw throws.
    /// </summary>
    public static RandomGenerator None { get; } = new();

    /// <summary>Gives the native generator back if <see cref="Dispose"/> was not called.</summary>
    ~RandomGenerator() => Release();

    internal nint Pointer
    {
        get
        {
            ThrowIfNone();
            ObjectDisposedException.ThrowIf(pointer == 0, this);
            return pointer;
        }
    }

    /// <summary>Where the tensors it fills live.</summary>
    public Device Device { get; }

    /// <summary>
    /// The source for tensors of a device: this one itself on its own kind of device, otherwise a companion, which starts from this one's
    /// seed whenever this one does. The companion is owned by this generator.
    /// </summary>
    /// <exception cref="TorchException">There is no such device.</exception>
    public RandomGenerator On(Device device)
    {
        ThrowIfNone();
        if (device.Type == Device.Type && (device.IsCpu || device.Index == Device.Index))
        {
            return this;
        }

        if (!companions.TryGetValue(device, out RandomGenerator? companion))
        {
            companion = new RandomGenerator(seed, device);
            companions.Add(device, companion);
        }

        return companion;
    }

    /// <summary>Starts again from a seed.</summary>
    public void Seed(ulong seed)
    {
        NativeMethods.Check(NativeMethods.ct_generator_seed(Pointer, seed));
        GC.KeepAlive(this);
        this.seed = seed;
        foreach (RandomGenerator companion in companions.Values)
        {
            companion.Seed(seed);
        }
    }

    /// <summary>The state, uint8 [S] on the processor whatever the device; a copy. Companions are not in it.</summary>
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
        foreach (RandomGenerator companion in companions.Values)
        {
            companion.Dispose();
        }

        Release();
        GC.SuppressFinalize(this);
    }

    private void ThrowIfNone()
    {
        if (this == None)
        {
            throw new InvalidOperationException("There is no source of randomness: a model that was read is for evaluation.");
        }
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
