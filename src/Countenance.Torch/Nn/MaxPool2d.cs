namespace Countenance.Torch.Nn;

/// <summary>Largest value of each window of [N, C, H, W]; square windows.</summary>
/// <param name="kernel">Side of the window in pixels.</param>
/// <param name="stride">Step in pixels.</param>
/// <param name="padding">Border in pixels, never the largest.</param>
public sealed class MaxPool2d(int kernel, int stride, int padding = 0) : Module
{
    private static readonly Operator Pool = new("aten::max_pool2d");

    private readonly long[] kernelSize = [kernel, kernel];
    private readonly long[] strides = [stride, stride];
    private readonly long[] paddings = [padding, padding];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Pool.Call(input, kernelSize, strides, paddings);
}
