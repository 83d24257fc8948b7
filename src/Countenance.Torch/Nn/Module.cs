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
    private readonly List<ConvolutionUnit> units = [];

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

    /// <summary>Switches this module and its children to training or evaluation; what was folded is unfolded.</summary>
    public void Train(bool training = true)
    {
        IsTraining = training;
        units.ForEach(unit => unit.Release());
        foreach ((_, Module child) in children)
        {
            child.Train(training);
        }
    }

    /// <summary>
    /// Folds every unit's norm into its convolution, in single precision or bfloat16, until the module is trained, loaded, moved or told to
    /// unfold: about half as fast again in evaluation. Whoever writes to the weights otherwise calls <see cref="Unfold"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The module is in training.</exception>
    public void Fold(ScalarType type = ScalarType.Float32)
    {
        RequireEvaluation();
        foreach (ConvolutionUnit unit in Units())
        {
            unit.Fold(type);
        }
    }

    /// <summary>Goes back to layer after layer.</summary>
    public void Unfold()
    {
        foreach (ConvolutionUnit unit in Units())
        {
            unit.Release();
        }
    }

    /// <summary>Number of convolution units in this module and its children: that of the ranges <see cref="Quantize"/> takes.</summary>
    public int UnitCount => Units().Count();

    /// <summary>Whether every convolution is part of a unit, as 8-bit evaluation needs.</summary>
    public bool CanQuantize()
    {
        HashSet<Conv2d> covered = [.. Units().Select(unit => unit.Convolution)];
        return covered.Count > 0 && Modules().OfType<Conv2d>().All(covered.Contains);
    }

    /// <summary>Measures what passes through the units, for <see cref="Quantize"/>.</summary>
    /// <param name="forward">Runs the module over sample inputs.</param>
    /// <returns>One per unit, depth first.</returns>
    /// <exception cref="InvalidOperationException">The module is in training.</exception>
    public ActivationRange[] MeasureRanges(Action forward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        RequireEvaluation();
        ConvolutionUnit[] all = [.. Units()];
        Array.ForEach(all, unit => unit.Observe());
        try
        {
            forward();
            return Array.ConvertAll(all, unit => unit.Seen);
        }
        finally
        {
            Unfold();
        }
    }

    /// <summary>Computes in 8 bits from here on, as long as it would stay folded.</summary>
    /// <param name="ranges">What <see cref="MeasureRanges"/> gave.</param>
    /// <exception cref="InvalidOperationException">The module is in training, or has convolutions outside its units.</exception>
    /// <exception cref="ArgumentException">The ranges are not this module's.</exception>
    public void Quantize(IReadOnlyList<ActivationRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        RequireEvaluation();
        if (!CanQuantize())
        {
            throw new InvalidOperationException("Not all convolutions of this network have an 8-bit form.");
        }

        ConvolutionUnit[] all = [.. Units()];
        if (ranges.Count != all.Length)
        {
            throw new ArgumentException($"The network needs {all.Length} activation ranges. Got {ranges.Count}.", nameof(ranges));
        }

        for (int i = 0; i < all.Length; i++)
        {
            all[i].Quantize(ranges[i]);
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

        Unfold();
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

        units.ForEach(unit => unit.Release());
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

    /// <summary>Registers two children and perhaps a ReLU as one step of the computation.</summary>
    protected ConvolutionUnit Unit(Conv2d convolution, BatchNorm2d normalization, bool isRectified)
    {
        var unit = new ConvolutionUnit(convolution, normalization, isRectified);
        units.Add(unit);
        return unit;
    }

    private IEnumerable<ConvolutionUnit> Units() => Modules().SelectMany(module => module.units);

    private IEnumerable<Module> Modules() => children.SelectMany(child => child.Module.Modules()).Prepend(this);

    private void RequireEvaluation()
    {
        if (IsTraining)
        {
            throw new InvalidOperationException("The module must be in evaluation: call Train(false) first.");
        }
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
        Unfold();
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
