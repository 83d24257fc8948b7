namespace Countenance.Torch.Optimizers;

/// <summary>
/// Exponential moving average of a module's state: a ← d·a + (1−d)·w after every step, starting as a copy. The average usually
/// evaluates better than the last weights.
/// </summary>
public sealed class WeightAverage : IDisposable
{
    private static readonly Operator SetData = new("aten::set_data");

    private readonly Tensor[] sources;
    private readonly Tensor[] averages;
    private readonly (string Name, Tensor Tensor)[] named;
    private readonly (Tensor Source, Tensor Copy)[] counters;
    private readonly (Tensor Source, Tensor Copy)[] pairs;

    /// <summary>Starts the average as a copy of the module's state.</summary>
    /// <param name="module">What is averaged; held, not owned.</param>
    /// <param name="decay">d, in [0, 1).</param>
    public WeightAverage(Nn.Module module, double decay)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentOutOfRangeException.ThrowIfNegative(decay);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(decay, 1);
        Decay = decay;
        using var scope = new TensorScope();
        using var mode = Autograd.NoGrad();
        (string Name, Tensor Source, Tensor Copy)[] all =
            [.. module.StateDict().Select(entry => (entry.Name, entry.Tensor, TensorScope.Release(entry.Tensor.Detach().Clone())))];
        named = [.. all.Select(entry => (entry.Name, entry.Copy))];
        pairs = [.. all.Select(entry => (entry.Source, entry.Copy))];
        sources = [.. all.Where(IsFloat).Select(entry => entry.Source)];
        averages = [.. all.Where(IsFloat).Select(entry => entry.Copy)];
        counters = [.. all.Where(entry => !IsFloat(entry)).Select(entry => (entry.Source, entry.Copy))];

        static bool IsFloat((string Name, Tensor Source, Tensor Copy) entry) => entry.Source.ScalarType != ScalarType.Int64;
    }

    /// <summary>d.</summary>
    public double Decay { get; }

    /// <summary>The averaged state under the module's names; owned by this object.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> State => named;

    /// <summary>Takes in the module's present state.</summary>
    /// <param name="step">
    /// Steps before this one: early on the decay is (1 + step) / (10 + step) if that is less, so that the random start is forgotten.
    /// </param>
    public void Update(long step)
    {
        using var scope = new TensorScope();
        using var mode = Autograd.NoGrad();
        double decay = Math.Min(Decay, (1.0 + step) / (10.0 + step));
        if (DenseKernels.Apply(averages, sources))
        {
            for (int i = 0; i < averages.Length; i++)
            {
                DenseKernels.Blend(averages[i], sources[i], (float)decay);
            }
        }
        else
        {
            Foreach.Multiply(averages, decay);
            Foreach.Add(averages, sources, 1 - decay);
        }

        foreach ((Tensor source, Tensor copy) in counters)
        {
            copy.CopyInPlace(source);
        }
    }

    /// <summary>Begins anew, as a copy of the module's present state.</summary>
    public void Restart()
    {
        using var mode = Autograd.NoGrad();
        foreach ((Tensor source, Tensor copy) in pairs)
        {
            copy.CopyInPlace(source);
        }
    }

    /// <summary>
    /// Puts the averages into the module and the module's own state into the average, without copying; doing it again undoes it to the last bit.
    /// <see cref="Update"/> must not be called in between.
    /// </summary>
    public void Exchange()
    {
        using var scope = new TensorScope();
        using var mode = Autograd.NoGrad();
        foreach ((Tensor source, Tensor copy) in pairs)
        {
            Tensor own = source.Detach();
            SetData.Run(source, copy.Detach());
            SetData.Run(copy, own);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, Tensor tensor) in named)
        {
            tensor.Dispose();
        }
    }
}
