namespace Countenance.Torch.Nn;

/// <summary>Mean over all pixels: [N, C, H, W] → [N, C], in single precision where 8-bit numbers come in.</summary>
public sealed class GlobalAveragePool2d : Module
{
    private static readonly Operator Pool = new("aten::adaptive_avg_pool2d");
    private static readonly long[] OnePixel = [1, 1];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
        => Pool.Call(input.ScalarType == ScalarType.QUInt8 ? input.Dequantize() : input, OnePixel).Flatten(1);
}
