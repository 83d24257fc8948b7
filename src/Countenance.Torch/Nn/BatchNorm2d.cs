namespace Countenance.Torch.Nn;

/// <summary>
/// Batch normalisation over [N, C, H, W] (Ioffe and Szegedy 2015): batch statistics in training, running ones in evaluation.
/// </summary>
public sealed class BatchNorm2d : Module
{
    private static readonly Operator Normalize = new("aten::batch_norm");

    private readonly Tensor weight;
    private readonly Tensor bias;
    private readonly Tensor runningMean;
    private readonly Tensor runningVariance;
    private readonly Tensor batchesTracked;
    private readonly double momentum;
    private readonly double epsilon;

    /// <summary>Creates the layer: scale 1, shift 0, running mean 0 and variance 1.</summary>
    /// <param name="channels">C.</param>
    /// <param name="momentum">Weight of a batch in the running statistics.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public BatchNorm2d(int channels, double momentum = 0.1, double epsilon = 1e-5)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        this.momentum = momentum;
        this.epsilon = epsilon;
        weight = Parameter("weight", Tensor.Ones([channels]));
        bias = Parameter("bias", Tensor.Zeros([channels]));
        runningMean = Buffer("running_mean", Tensor.Zeros([channels]));
        runningVariance = Buffer("running_var", Tensor.Ones([channels]));
        batchesTracked = Buffer("num_batches_tracked", Tensor.Zeros([], ScalarType.Int64));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        if (IsTraining)
        {
            Operators.AddScalarInPlace.Run(batchesTracked, 1);
        }

        return Normalize.Call(input, weight, bias, runningMean, runningVariance, IsTraining, momentum, epsilon, true);
    }

    /// <summary>What the layer does in evaluation: x · scale + shift, both [C].</summary>
    internal (Tensor Scale, Tensor Shift) Affine()
    {
        Tensor scale = weight / (runningVariance + epsilon).Sqrt();
        return (scale, bias - (runningMean * scale));
    }
}
