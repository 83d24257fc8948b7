namespace Countenance.Torch.Nn;

/// <summary>x·Wᵀ + b over the last dimension; weight [out, in].</summary>
public sealed class Linear : Module
{
    private static readonly Operator Apply = new("aten::linear");

    private readonly Tensor weight;
    private readonly Tensor bias;

    /// <summary>Creates the layer with PyTorch's default first values.</summary>
    public Linear(int inputs, int outputs, RandomGenerator generator)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        weight = Parameter("weight", Initializers.UniformFanIn(Tensor.Empty([outputs, inputs]), inputs, generator));
        bias = Parameter("bias", Initializers.UniformFanIn(Tensor.Empty([outputs]), inputs, generator));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Apply.Call(input, weight, bias);
}
