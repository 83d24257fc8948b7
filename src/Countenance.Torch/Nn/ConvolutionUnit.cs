using System.Numerics.Tensors;
using Countenance.Torch.Winograd;

namespace Countenance.Torch.Nn;

/// <summary>
/// A convolution with what follows it: batch normalisation, perhaps the sum with a shortcut, perhaps a ReLU. In evaluation it can take a
/// form in which these are one operation: folded, the norm goes into weights and bias; in 8 bits, the ReLU and the rounding too (Jacob et
/// al. 2018, static ranges, weights symmetric by output channel). It refers to the layers, which stay where their names are. For one thread
/// at a time.
/// </summary>
public sealed class ConvolutionUnit
{
    // Without instructions for products of 8 bits libtorch adds two of them up in 16 bits: they fit if weights keep to half the steps.
    private static readonly double WeightSteps = TorchRuntime.HasProductsOf8Bits ? 127 : 63;

    private const double ActivationSteps = 255;
    private static readonly Operator QuantizeWeights = new("aten::quantize_per_channel");
    private static readonly Operator QuantizeActivations = new("aten::quantize_per_tensor");
    private static readonly Operator Pack = new("quantized::conv2d_prepack");
    private static readonly Operator Convolve8Bit = new("quantized::conv2d", "new");
    private static readonly Operator ConvolveRectified8Bit = new("quantized::conv2d_relu", "new");
    private static readonly Operator AddRectified8Bit = new("quantized::add_relu");
    private static readonly long[] NoDilation = [1, 1];

    private readonly Conv2d convolution;
    private readonly BatchNorm2d normalization;
    private readonly bool isRectified;

    private Tensor? weight; // folded
    private Tensor? bias;
    private TransformedKernels? transformed; // of the folded weights, once they were needed
    private TorchObject? packed; // in 8 bits
    private ActivationRange range;
    private ActivationSamples? samples; // while observing

    internal ConvolutionUnit(Conv2d convolution, BatchNorm2d normalization, bool isRectified)
    {
        this.convolution = convolution;
        this.normalization = normalization;
        this.isRectified = isRectified;
    }

    /// <summary>What was seen since <see cref="Observe"/>.</summary>
    internal ActivationRange Seen => samples?.Range ?? default;

    /// <summary>The type of the folded weights; null when they are not folded.</summary>
    internal ScalarType? Folded => weight?.ScalarType;

    /// <summary>The layer behind the unit.</summary>
    internal Conv2d Convolution => convolution;

    /// <summary>Computes ReLU(norm(convolution(input)) + shortcut), without what the unit has not.</summary>
    public Tensor Forward(Tensor input, Tensor? shortcut = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (packed is not null)
        {
            return Forward8Bit(input, shortcut);
        }

        using var scope = new TensorScope();
        if (weight is not null && samples is null && IsConstant(input) && IsConstant(shortcut)
            && input.ScalarType == weight.ScalarType && WinogradConvolution.Suits(convolution.Options, input, weight)
            && (shortcut is null || IsOutput(shortcut, input, weight)))
        {
            transformed ??= WinogradConvolution.Transform(weight, input);
            return scope.Keep(WinogradConvolution.Apply(input, transformed, bias, shortcut, isRectified));
        }

        Tensor x = weight is null
            ? normalization.Forward(convolution.Forward(input))
            : convolution.Apply(input.To(weight.ScalarType), weight, bias);
        Tensor sum = shortcut is null ? x : samples is not null ? x + shortcut : x.AddInPlace(shortcut);
        Tensor output = !isRectified ? sum : samples is not null ? sum.Relu() : sum.ReluInPlace();
        samples?.Add(input, shortcut is null ? output : x, shortcut is null ? null : output);
        return scope.Keep(output);
    }

    private static bool IsConstant(Tensor? tensor) => tensor is not { RequiresGrad: true };

    // Kernels of 3 × 3 leave height and width as they are.
    private static bool IsOutput(Tensor shortcut, Tensor input, Tensor weight)
        => shortcut.Shape.AsSpan().SequenceEqual([input.Size(0), weight.Size(0), input.Size(2), input.Size(3)])
            && shortcut.IsPixelByPixel() && shortcut.ScalarType == input.ScalarType;

    /// <summary>Makes the norm part of the weights, in a type.</summary>
    internal void Fold(ScalarType type)
    {
        if (Folded == type && packed is null)
        {
            return;
        }

        Release();
        using var scope = new TensorScope();
        using var mode = Autograd.NoGrad();
        (Tensor scale, Tensor shift) = normalization.Affine();
        weight = TensorScope.Release((convolution.Weight * scale.Reshape(-1, 1, 1, 1)).To(type).Contiguous(MemoryFormat.ChannelsLast));
        bias = TensorScope.Release((convolution.Bias is { } own ? shift + (own * scale) : shift).To(type));
    }

    /// <summary>Folds, and remembers from here on the ranges of what passes.</summary>
    internal void Observe()
    {
        Fold(ScalarType.Float32);
        samples = new ActivationSamples();
    }

    /// <summary>Takes the 8-bit form over given ranges.</summary>
    internal void Quantize(ActivationRange known)
    {
        if (packed is not null && range == known)
        {
            return;
        }

        Fold(ScalarType.Float32);
        using var scope = new TensorScope();
        using var mode = Autograd.NoGrad();
        Tensor folded = weight!.Contiguous();
        ReadOnlySpan<float> values = folded.Span<float>();
        var steps = new double[folded.Size(0)];
        int fan = values.Length / steps.Length;
        for (int o = 0; o < steps.Length; o++)
        {
            steps[o] = Math.Max(1e-12, Math.Abs(TensorPrimitives.MaxMagnitude(values.Slice(o * fan, fan))) / WeightSteps);
        }

        GC.KeepAlive(folded);
        Tensor rounded = QuantizeWeights.Call(
            folded, Tensor.From(steps, steps.Length), Tensor.From(new long[steps.Length], steps.Length), 0, ScalarType.QInt8);
        TorchObject made = Pack.CallObject(rounded, bias, convolution.Stride, convolution.Padding, NoDilation, 1);
        Release();
        packed = made;
        range = known;
    }

    /// <summary>Goes back to the layers themselves.</summary>
    internal void Release()
    {
        weight?.Dispose();
        bias?.Dispose();
        transformed?.Dispose();
        packed?.Dispose();
        (weight, bias, transformed, packed, samples) = (null, null, null, null, null);
    }

    private Tensor Forward8Bit(Tensor input, Tensor? shortcut)
    {
        using var scope = new TensorScope();
        Tensor x = input;
        if (x.ScalarType != ScalarType.QUInt8)
        {
            (double inputStep, long inputZero) = Steps(range.InputLow, range.InputHigh);
            x = QuantizeActivations.Call(x.To(ScalarType.Float32), inputStep, inputZero, ScalarType.QUInt8);
        }

        (double step, long zero) = Steps(range.Low, range.High);
        x = (isRectified && shortcut is null ? ConvolveRectified8Bit : Convolve8Bit).Call(x, packed, step, zero);
        if (shortcut is not null)
        {
            (double sumStep, long sumZero) = Steps(0, range.SumHigh);
            x = AddRectified8Bit.Call(x, shortcut, sumStep, sumZero);
        }

        return scope.Keep(x);
    }

    // Zero is one of the steps, so that padding and what a ReLU cuts off are exact.
    private static (double Step, long Zero) Steps(double low, double high)
    {
        low = Math.Min(low, 0);
        high = Math.Max(high, 0);
        double step = Math.Max((high - low) / ActivationSteps, 1e-12);
        return (step, (long)Math.Clamp(Math.Round(-low / step), 0, ActivationSteps));
    }
}
