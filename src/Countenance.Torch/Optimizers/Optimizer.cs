namespace Countenance.Torch.Optimizers;

/// <summary>Changes parameters by their gradients. It holds the parameters, and owns its own state, outside every scope.</summary>
public abstract class Optimizer : IDisposable
{
    private readonly Tensor[] parameters;
    private readonly Tensor[] filled; // gradients during a step

    /// <summary>Creates an optimiser.</summary>
    /// <param name="parameters">What is trained; held, not owned.</param>
    /// <param name="learningRate">First learning rate.</param>
    protected Optimizer(IEnumerable<Tensor> parameters, double learningRate)
    {
        this.parameters = [.. parameters];
        filled = new Tensor[this.parameters.Length];
        LearningRate = learningRate;
        Decayed = Array.FindAll(this.parameters, static parameter => parameter.Rank > 1);
    }

    /// <summary>Learning rate of the next step.</summary>
    public double LearningRate { get; set; }

    /// <summary>Steps taken.</summary>
    public long StepCount { get; set; }

    /// <summary>The parameters, in the order the gradients are given.</summary>
    public IReadOnlyList<Tensor> Parameters => parameters;

    /// <summary>Parameters that weight decay shrinks: matrices and kernels, not biases and scales of normalisations.</summary>
    protected Tensor[] Decayed { get; }

    /// <summary>The state by name (such as <c>exp_avg.12</c>), to be saved and to be restored by copying over it.</summary>
    public abstract IEnumerable<(string Name, Tensor Tensor)> State { get; }

    /// <summary>Takes one step.</summary>
    /// <param name="gradients">One gradient per parameter, of its shape; null counts as zero.</param>
    public void Step(IReadOnlyList<Tensor?> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        if (gradients.Count != parameters.Length)
        {
            throw new ArgumentException($"There must be {parameters.Length} gradients. Got {gradients.Count}.", nameof(gradients));
        }

        using var scope = new TensorScope();
        using var mode = Autograd.NoGrad();
        for (int i = 0; i < filled.Length; i++)
        {
            filled[i] = gradients[i] ?? Foreach.ZerosLike(parameters[i]);
        }

        StepCount++;
        try
        {
            Update(parameters, filled);
        }
        finally
        {
            Array.Clear(filled);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Changes the parameters; no gradients are recorded. The arrays are used again: they are not to be kept.</summary>
    protected abstract void Update(Tensor[] parameters, Tensor[] gradients);

    /// <summary>Disposes the state.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach ((_, Tensor tensor) in State)
            {
                tensor.Dispose();
            }
        }
    }

    /// <summary>A tensor of zeros for every parameter, laid out in memory as the parameter is.</summary>
    protected Tensor[] ZeroState()
    {
        using var mode = Autograd.NoGrad();
        return Array.ConvertAll(parameters, parameter => TensorScope.Release(Foreach.ZerosLike(parameter)));
    }

    /// <summary>Names a list of state tensors.</summary>
    protected static IEnumerable<(string Name, Tensor Tensor)> Named(string name, Tensor[] tensors)
        => tensors.Select((tensor, i) => ($"{name}.{i}", tensor));
}
