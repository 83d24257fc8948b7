namespace Countenance.Torch.Optimizers;

/// <summary>Options of <see cref="Sgd"/>.</summary>
public sealed record SgdOptions
{
    /// <summary>Share of the last step carried on, in [0, 1).</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Looks ahead along the momentum (Nesterov).</summary>
    public bool Nesterov { get; init; }

    /// <summary>Weight decay of matrices and kernels, through the gradient; biases and normalisations are spared.</summary>
    public double WeightDecay { get; init; }
}

/// <summary>Stochastic gradient descent with momentum, PyTorch's formula: v ← m·v + g, p ← p − lr·v.</summary>
public sealed class Sgd : Optimizer
{
    private readonly SgdOptions options;
    private readonly Tensor[] velocities;

    /// <summary>Creates the optimiser.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public Sgd(IEnumerable<Tensor> parameters, double learningRate, SgdOptions? options = null)
        : base(parameters, learningRate)
    {
        this.options = options ?? new SgdOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(learningRate);
        ArgumentOutOfRangeException.ThrowIfNegative(this.options.WeightDecay, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(this.options.Momentum, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(this.options.Momentum, 1, nameof(options));
        velocities = ZeroState();
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> State => Named("momentum_buffer", velocities);

    /// <inheritdoc/>
    protected override void Update(Tensor[] parameters, Tensor[] gradients)
    {
        Foreach.Multiply(velocities, options.Momentum);
        Foreach.Add(velocities, gradients);
        if (options.WeightDecay > 0)
        {
            Tensor[] decayedVelocities = [.. velocities.Where((_, i) => parameters[i].Rank > 1)];
            Foreach.Add(decayedVelocities, Decayed, options.WeightDecay);
        }

        Tensor[] directions = velocities;
        if (options.Nesterov)
        {
            directions = Foreach.Sum(gradients, velocities, options.Momentum);
            if (options.WeightDecay > 0)
            {
                Foreach.Add([.. directions.Where((_, i) => parameters[i].Rank > 1)], Decayed, options.WeightDecay);
            }
        }

        Foreach.Add(parameters, directions, -LearningRate);
    }
}
