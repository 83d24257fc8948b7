namespace Countenance.Torch.Nn;

/// <summary>
/// Means over size × size windows that cover the image evenly, of whatever size it is: [N, C, H, W] → [N, C, size, size]. An image of
/// that size stays as it is; in a smaller one pixels repeat.
/// </summary>
/// <param name="size">Side of the output in pixels.</param>
public sealed class AdaptiveAveragePool2d(int size) : Module
{
    private static readonly Operator Pool = new("aten::adaptive_avg_pool2d");

    private readonly long[] outputSize = size > 0
        ? [size, size]
        : throw new ArgumentOutOfRangeException(nameof(size), size, $"The size must be positive. Got {size}.");

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Pool.Call(input, outputSize);
}
