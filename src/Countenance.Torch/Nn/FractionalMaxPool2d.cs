namespace Countenance.Torch.Nn;

/// <summary>
/// Max pooling whose windows are placed at random so that the image shrinks by a fraction (Graham 2014). In evaluation the placement is
/// fixed, so that an image always gives the same result whatever else is in its batch. bfloat16 images give single precision, the lowest
/// libtorch has this operator in; the result is channels-last, as the convolutions like it.
/// </summary>
/// <param name="kernel">Side of a window in pixels.</param>
/// <param name="ratio">Output side over input side, between 0 and 1.</param>
/// <param name="generator">Source of the placements in training.</param>
public sealed class FractionalMaxPool2d(int kernel, double ratio, RandomGenerator generator) : Module
{
    private const double EvaluationSample = 0.5;
    private static readonly Operator Pool = new("aten::fractional_max_pool2d");

    private readonly long[] kernelSize = [kernel, kernel];
    private readonly double ratio = ratio is > 0 and < 1
        ? ratio
        : throw new ArgumentOutOfRangeException(nameof(ratio), ratio, $"The ratio must be between 0 and 1. Got {ratio}.");

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        long[] shape = input.Shape; // [N, C, H, W]
        long[] output = [(long)(shape[2] * ratio), (long)(shape[3] * ratio)];
        long[] sampleShape = [shape[0], shape[1], 2];
        Tensor samples = IsTraining
            ? Tensor.Rand(sampleShape, generator.On(input.Device), device: input.Device)
            : Tensor.Full(sampleShape, EvaluationSample, device: input.Device);
        ScalarType type = input.ScalarType == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        return Pool.CallMany(input.To(type), kernelSize, output, samples.To(type))[0].Contiguous(MemoryFormat.ChannelsLast);
    }
}
