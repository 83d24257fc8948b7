using Countenance.Torch.Winograd;

namespace Countenance.Torch.Nn;

/// <summary>Options of a <see cref="Conv2d"/>; square kernels.</summary>
/// <param name="Kernel">Side of the kernel in pixels.</param>
/// <param name="Stride">Step in pixels.</param>
/// <param name="Padding">Zeros around the image in pixels.</param>
/// <param name="Bias">Whether a bias is added.</param>
public sealed record Conv2dOptions(int Kernel, int Stride = 1, int Padding = 0, bool Bias = true);

/// <summary>2-D convolution of [N, in, H, W]; weight [out, in, k, k], kept in channels-last order.</summary>
public sealed class Conv2d : Module
{
    private static readonly Operator Convolution = new("aten::conv2d");

    private readonly Tensor weight;
    private readonly Tensor? bias;
    private readonly long[] stride;
    private readonly long[] padding;
    private readonly bool seesOnePixel; // centred: the output over one pixel is one pixel

    /// <summary>Creates the layer with PyTorch's default first values.</summary>
    public Conv2d(int inputs, int outputs, Conv2dOptions options, RandomGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        Options = options;
        stride = [options.Stride, options.Stride];
        padding = [options.Padding, options.Padding];
        seesOnePixel = options.Kernel > 1 && options.Kernel == (2 * options.Padding) + 1;
        long fanIn = (long)inputs * options.Kernel * options.Kernel;
        using var scope = new TensorScope();
        Tensor values = Tensor.Empty([outputs, inputs, options.Kernel, options.Kernel], MemoryFormat.ChannelsLast);
        weight = Parameter("weight", Initializers.UniformFanIn(values, fanIn, generator));
        if (options.Bias)
        {
            bias = Parameter("bias", Initializers.UniformFanIn(Tensor.Empty([outputs]), fanIn, generator));
        }
    }

    /// <summary>The kernels, [out, in, k, k].</summary>
    public Tensor Weight => weight;

    internal Conv2dOptions Options { get; }

    internal Tensor? Bias => bias;

    internal long[] Stride => stride;

    internal long[] Padding => padding;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Apply(input, weight, bias);

    /// <summary>The convolution under other weights of the same shape.</summary>
    internal Tensor Apply(Tensor input, Tensor kernels, Tensor? shift)
    {
        if (seesOnePixel && input.Size(2) == 1 && input.Size(3) == 1)
        {
            return Convolution.Call(input, Center(kernels), shift, stride, (long[])[0, 0]);
        }

        if (!WinogradConvolution.Suits(Options, input, kernels))
        {
            return Convolution.Call(input, kernels, shift, stride, padding);
        }

        Tensor output = WinogradConvolution.Apply(input, kernels);
        return shift is null ? output : output.AddInPlace(shift.Reshape(1, -1, 1, 1));
    }

    // Over a single pixel the rest of the kernel sees padding only. libtorch 1.13 leaves the rest's bfloat16 gradient unwritten.
    private Tensor Center(Tensor kernels) => kernels.Slice(2, padding[0], padding[0] + 1).Slice(3, padding[1], padding[1] + 1);
}
