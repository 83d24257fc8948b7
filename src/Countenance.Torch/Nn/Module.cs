namespace Countenance.Torch.Nn;

/// <summary>
/// A part of a network: parameters, buffers and child modules under PyTorch's names, so that a state dict travels both ways. It owns its
/// tensors, outside every <see cref="TensorScope"/>.
/// </summary>
public abstract class Module : IDisposable
{
    private static readonly Operator SetData = new("aten::set_data");

    private readonly List<(string Name, Tensor Tensor)> parameters = [];
    private readonly List<(string Name, Tensor Tensor)> buffers = [];
    private readonly List<(string Name, Module Module)> children = [];

    /// <summary>Whether the module behaves as in training (batch statistics, dropout); true from the start.</summary>
    public bool IsTraining { get; private set; } = true;

    /// <summary>
    /// Computes the module's output. What comes between is let go at once: whatever the gradient needs, its graph holds, and frees as it
    /// goes back, so that the memory is used again within the same step.
    /// </summary>
    public Tensor Forward(Tensor input)
    {
        using var scope = new TensorScope();
        return scope.Keep(Compute(input));
    }

    /// <summary>Switches this module and its children to training or evaluation.</summary>
    public void Train(bool training = true)
    {
        IsTraining = training;
        foreach ((_, Module child) in children)
        {
            child.Train(training);
        }
    }

    /// <summary>The parameters of this module and its children, depth first in the order of registration, as PyTorch lists them.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> NamedParameters(string prefix = "")
        => Walk(prefix, static module => module.parameters);

    /// <summary>The buffers (such as running statistics), in the same order.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> NamedBuffers(string prefix = "")
        => Walk(prefix, static module => module.buffers);

    /// <summary>The modules registered in this one, by name; not their own children.</summary>
    public IEnumerable<(string Name, Module Module)> NamedChildren() => children;

    /// <summary>Everything that makes up the module's state: parameters and buffers in PyTorch's order.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> StateDict(string prefix = "")
        => Walk(prefix, static module => module.parameters.Concat(module.buffers));

    /// <summary>Copies a state dict over this module's own; every name must be there, of the same shape.</summary>
    /// <param name="state">Tensors by name, of any type; further names are ignored.</param>
    /// <exception cref="ArgumentException">A name is missing or a shape differs; the module is as it was.</exception>
    public void LoadStateDict(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        using var scope = new TensorScope();
        using var mode = Autograd.NoGrad();
        List<(Tensor Target, Tensor Source)> pairs = [];
        foreach ((string name, Tensor target) in StateDict())
        {
            if (!state.TryGetValue(name, out Tensor? source))
            {
                throw new ArgumentException($"The state dict must hold {name}.", nameof(state));
            }

            if (!source.Shape.AsSpan().SequenceEqual(target.Shape))
            {
                throw new ArgumentException(
                    $"{name} must have the shape [{string.Join(", ", target.Shape)}]. Got [{string.Join(", ", source.Shape)}].",
                    nameof(state));
            }

            pairs.Add((target, source));
        }

        foreach ((Tensor target, Tensor source) in pairs)
        {
            target.CopyInPlace(source);
        }
    }

    /// <summary>Moves parameters and buffers to a device.</summary>
    public void To(Device device) => Convert(tensor => tensor.To(device));

    /// <summary>Converts floating-point parameters and buffers to another type.</summary>
    public void To(ScalarType type) => Convert(tensor => tensor.ScalarType == ScalarType.Int64 ? tensor : tensor.To(type));

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes parameters, buffers and children.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        foreach ((_, Tensor tensor) in parameters.Concat(buffers))
        {
            tensor.Dispose();
        }

        foreach ((_, Module child) in children)
        {
            child.Dispose();
        }
    }

    /// <summary>The computation behind <see cref="Forward"/>.</summary>
    protected abstract Tensor Compute(Tensor input);

    /// <summary>Registers a trainable tensor; the module takes it over.</summary>
    protected Tensor Parameter(string name, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        parameters.Add((name, TensorScope.Release(tensor).RequireGrad()));
        return tensor;
    }

    /// <summary>Registers a tensor that belongs to the state and is not trained; the module takes it over.</summary>
    protected Tensor Buffer(string name, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        buffers.Add((name, TensorScope.Release(tensor)));
        return tensor;
    }

    /// <summary>Registers a child; this module takes it over.</summary>
    protected T Child<T>(string name, T module)
        where T : Module
    {
        children.Add((name, module));
        return module;
    }

    private IEnumerable<(string Name, Tensor Tensor)> Walk(string prefix, Func<Module, IEnumerable<(string Name, Tensor Tensor)>> own)
    {
        foreach ((string name, Tensor tensor) in own(this))
        {
            yield return (prefix + name, tensor);
        }

        foreach ((string name, Module child) in children)
        {
            foreach ((string Name, Tensor Tensor) entry in child.Walk($"{prefix}{name}.", own))
            {
                yield return entry;
            }
        }
    }

    // The tensor object stays, its contents move: whoever holds a parameter (an optimiser, a subclass) goes on holding it.
    private void Convert(Func<Tensor, Tensor> conversion)
    {
        using var scope = new TensorScope();
        using var mode = Autograd.NoGrad();
        foreach ((_, Tensor tensor) in StateDict())
        {
            Tensor converted = conversion(tensor);
            if (converted.Pointer != tensor.Pointer)
            {
                SetData.Run(tensor, converted);
            }
        }
    }
}
