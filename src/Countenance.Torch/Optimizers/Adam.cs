namespace Countenance.Torch.Optimizers;

/// <summary>Options of <see cref="Adam"/>.</summary>
public sealed record AdamOptions
{
    /// <summary>Decay of the mean of gradients, in [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of squared gradients, in [0, 1).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the denominator.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Weight decay of matrices and kernels; biases and normalisations are spared.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Shrinks the weights directly instead of through the gradient: AdamW (Loshchilov and Hutter 2019).</summary>
    public bool Decoupled { get; init; }

    /// <summary>Divides by the largest mean of squares seen so far (Reddi et al. 2018).</summary>
    public bool AmsGrad { get; init; }
}

/// <summary>
/// Adam (Kingma and Ba 2015), AdamW and AMSGrad: fused, one pass over memory, for single precision on the processor; elsewhere all
/// parameters in one call per operation.
/// </summary>
public sealed class Adam : Optimizer
{
    private readonly AdamOptions options;
    private readonly Tensor[] means;
    private readonly Tensor[] squares;
    private readonly Tensor[] largestSquares;

    /// <summary>Creates the optimiser.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public Adam(IEnumerable<Tensor> parameters, double learningRate, AdamOptions? options = null)
        : base(parameters, learningRate)
    {
        this.options = options ?? new AdamOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(learningRate);
        ArgumentOutOfRangeException.ThrowIfNegative(this.options.WeightDecay, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(this.options.Beta1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(this.options.Beta1, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(this.options.Beta2, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(this.options.Beta2, 1, nameof(options));
        means = ZeroState();
        squares = ZeroState();
        largestSquares = this.options.AmsGrad ? ZeroState() : [];
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> State
        => [.. Named("exp_avg", means), .. Named("exp_avg_sq", squares), .. Named("max_exp_avg_sq", largestSquares)];

    /// <inheritdoc/>
    protected override void Update(Tensor[] parameters, Tensor[] gradients)
    {
        double meanCorrection = 1 - Math.Pow(options.Beta1, StepCount);
        double squareCorrection = 1 - Math.Pow(options.Beta2, StepCount);
        if (DenseKernels.Apply(parameters, gradients, means, squares))
        {
            UpdateDense(parameters, gradients, meanCorrection, squareCorrection);
        }
        else
        {
            UpdateForeach(parameters, gradients, meanCorrection, squareCorrection);
        }
    }

    private void UpdateDense(Tensor[] parameters, Tensor[] gradients, double meanCorrection, double squareCorrection)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            double decay = parameters[i].Rank > 1 ? options.WeightDecay : 0;
            var factors = new AdamFactors(
                (float)options.Beta1,
                (float)options.Beta2,
                options.Decoupled ? (float)(1 - (LearningRate * decay)) : 1,
                options.Decoupled ? 0 : (float)decay,
                (float)(LearningRate / meanCorrection),
                (float)(1 / Math.Sqrt(squareCorrection)),
                (float)options.Epsilon);
            Tensor? largest = options.AmsGrad ? largestSquares[i] : null;
            DenseKernels.Adam(parameters[i], gradients[i], means[i], squares[i], largest, factors);
        }
    }

    private void UpdateForeach(Tensor[] parameters, Tensor[] gradients, double meanCorrection, double squareCorrection)
    {
        if (options.Decoupled && options.WeightDecay > 0)
        {
            Foreach.Multiply(Decayed, 1 - (LearningRate * options.WeightDecay));
        }
        else if (options.WeightDecay > 0)
        {
            gradients = WithDecay(parameters, gradients);
        }

        Foreach.Multiply(means, options.Beta1);
        Foreach.Add(means, gradients, 1 - options.Beta1);
        Foreach.Multiply(squares, options.Beta2);
        Foreach.AddProduct(squares, gradients, gradients, 1 - options.Beta2);

        Tensor[] denominators = Foreach.SquareRoot(Largest());
        Foreach.Divide(denominators, Math.Sqrt(squareCorrection));
        Foreach.Add(denominators, options.Epsilon);
        Foreach.AddQuotient(parameters, means, denominators, -LearningRate / meanCorrection);
    }

    private Tensor[] Largest()
    {
        if (!options.AmsGrad)
        {
            return squares;
        }

        Tensor[] largest = Foreach.Maximum(largestSquares, squares);
        for (int i = 0; i < largest.Length; i++)
        {
            largestSquares[i].CopyInPlace(largest[i]);
        }

        return largestSquares;
    }

    private Tensor[] WithDecay(Tensor[] parameters, Tensor[] gradients)
    {
        var decayed = (Tensor[])gradients.Clone();
        for (int i = 0; i < decayed.Length; i++)
        {
            if (parameters[i].Rank > 1)
            {
                decayed[i] = gradients[i] + (parameters[i] * options.WeightDecay);
            }
        }

        return decayed;
    }
}
