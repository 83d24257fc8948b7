namespace Countenance.Torch.Nn;

/// <summary>max(x, 0), written over its input: for the output of a layer that nobody else holds.</summary>
public sealed class Relu : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.ReluInPlace();
    }
}
