using Countenance.Torch;
using Countenance.Torch.Nn;

namespace Countenance.Models;

/// <summary>
/// ResNet18 (He et al. 2016) under torchvision's names, so that weights travel both ways: 7×7/2 stem and 3×3/2 max-pool, [2,2,2,2]
/// basic blocks of 64/128/256/512 channels, global average, linear. [N, C, H, W] → [N, outputs]. Small faces are better off without the
/// max-pool: every stage then sees twice the width and height under the same weights.
/// </summary>
public sealed class ResNet18 : Module
{
    private static readonly int[] Widths = [64, 128, 256, 512];

    private readonly ConvolutionUnit stem;
    private readonly MaxPool2d? maxPool;
    private readonly Sequential[] layers = new Sequential[4];
    private readonly GlobalAveragePool2d averagePool;
    private readonly Linear fc;

    /// <summary>Creates the network with torchvision's first values.</summary>
    /// <param name="shape">What goes in and comes out; the two heads are the same layer, and every image size fits.</param>
    /// <param name="generator">Source of the first weights.</param>
    /// <param name="isFine">Leaves the max-pool out.</param>
    public ResNet18(NetworkShape shape, RandomGenerator generator, bool isFine = false)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Conv2d conv1 = Child("conv1", Convolution(shape.Channels, 64, new(Kernel: 7, Stride: 2, Padding: 3, Bias: false), generator));
        stem = Unit(conv1, Child("bn1", new BatchNorm2d(64)), isRectified: true);
        maxPool = isFine ? null : new MaxPool2d(kernel: 3, stride: 2, padding: 1);
        int inputs = 64;
        for (int i = 0; i < layers.Length; i++)
        {
            var first = new BasicBlock(inputs, Widths[i], stride: i == 0 ? 1 : 2, generator);
            var second = new BasicBlock(Widths[i], Widths[i], stride: 1, generator);
            layers[i] = Child($"layer{i + 1}", new Sequential(first, second));
            inputs = Widths[i];
        }

        averagePool = new GlobalAveragePool2d();
        fc = Child("fc", new Linear(512, shape.Outputs, generator));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        Tensor x = stem.Forward(input); // [N, 64, H/2, W/2]
        x = maxPool?.Forward(x) ?? x; // [N, 64, H/4, W/4], or as before
        foreach (Sequential layer in layers)
        {
            x = layer.Forward(x);
        }

        return fc.Forward(averagePool.Forward(x)); // [N, 512] → [N, outputs]
    }

    private static Conv2d Convolution(int inputs, int outputs, Conv2dOptions options, RandomGenerator generator)
    {
        var convolution = new Conv2d(inputs, outputs, options, generator);
        using var mode = Autograd.NoGrad();
        Initializers.KaimingNormalFanOut(convolution.Weight, generator);
        return convolution;
    }

    private sealed class BasicBlock : Module
    {
        private readonly ConvolutionUnit first;
        private readonly ConvolutionUnit second;
        private readonly ConvolutionUnit? downsample;

        public BasicBlock(int inputs, int outputs, int stride, RandomGenerator generator)
        {
            Conv2d conv1 = Child("conv1", Convolution(inputs, outputs, new(Kernel: 3, stride, Padding: 1, Bias: false), generator));
            first = Unit(conv1, Child("bn1", new BatchNorm2d(outputs)), isRectified: true);
            Conv2d conv2 = Child("conv2", Convolution(outputs, outputs, new(Kernel: 3, Padding: 1, Bias: false), generator));
            second = Unit(conv2, Child("bn2", new BatchNorm2d(outputs)), isRectified: true);
            if (stride != 1 || inputs != outputs)
            {
                Conv2d projection = Convolution(inputs, outputs, new(Kernel: 1, stride, Bias: false), generator);
                var normalization = new BatchNorm2d(outputs);
                Child("downsample", new Sequential(projection, normalization));
                downsample = Unit(projection, normalization, isRectified: false);
            }
        }

        protected override Tensor Compute(Tensor input) => second.Forward(first.Forward(input), downsample?.Forward(input) ?? input);
    }
}
