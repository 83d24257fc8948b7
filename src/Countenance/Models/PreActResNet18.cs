using Countenance.Torch;
using Countenance.Torch.Nn;

namespace Countenance.Models;

/// <summary>
/// PreActResNet18 (He et al. 2016, "Identity mappings"): a 3×3-64 convolution of stride 1, [2,2,2,2] pre-activation blocks of
/// 64/128/256/512 channels and strides 1, 2, 2, 2, global average, linear. A 1×1 shortcut starts from the activated tensor; as in the
/// authors' code, nothing is normalised after the last block. [N, C, P, P] → [N, outputs]; both heads are alike. Names: <c>conv1</c>,
/// <c>layer1</c> to <c>layer4</c> and <c>linear</c>.
/// </summary>
/// <remarks>The first values of the convolutions are He's (2015), those of the last layer PyTorch's.</remarks>
public sealed class PreActResNet18 : Module
{
    private static readonly int[] Widths = [64, 128, 256, 512];

    private readonly Conv2d conv1;
    private readonly Sequential[] layers = new Sequential[4];
    private readonly GlobalAveragePool2d averagePool;
    private readonly Linear linear;

    /// <summary>Creates the network.</summary>
    /// <param name="shape">What goes in and comes out; every image size fits.</param>
    /// <param name="generator">Source of the first weights.</param>
    public PreActResNet18(NetworkShape shape, RandomGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(shape);
        conv1 = Child("conv1", Convolution(shape.Channels, Widths[0], kernel: 3, stride: 1, generator));
        int inputs = Widths[0];
        for (int i = 0; i < layers.Length; i++)
        {
            var first = new PreActBlock(inputs, Widths[i], stride: i == 0 ? 1 : 2, generator);
            var second = new PreActBlock(Widths[i], Widths[i], stride: 1, generator);
            layers[i] = Child($"layer{i + 1}", new Sequential(first, second));
            inputs = Widths[i];
        }

        averagePool = new GlobalAveragePool2d();
        linear = Child("linear", new Linear(inputs, shape.Outputs, generator));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        Tensor x = conv1.Forward(input); // [N, 64, P, P]
        foreach (Sequential layer in layers)
        {
            x = layer.Forward(x);
        }

        return linear.Forward(averagePool.Forward(x)); // [N, 512] → [N, outputs]
    }

    private static Conv2d Convolution(int inputs, int outputs, int kernel, int stride, RandomGenerator generator)
        => RectifiedLayers.Convolution(inputs, outputs, new(kernel, stride, Padding: kernel / 2, Bias: false), generator);

    private sealed class PreActBlock : Module
    {
        private readonly BatchNorm2d bn1;
        private readonly ConvolutionUnit middle;
        private readonly Conv2d conv2;
        private readonly Sequential? shortcut;

        public PreActBlock(int inputs, int outputs, int stride, RandomGenerator generator)
        {
            bn1 = Child("bn1", new BatchNorm2d(inputs));
            Conv2d conv1 = Child("conv1", Convolution(inputs, outputs, kernel: 3, stride, generator));
            middle = Unit(conv1, Child("bn2", new BatchNorm2d(outputs)), isRectified: true);
            conv2 = Child("conv2", Convolution(outputs, outputs, kernel: 3, stride: 1, generator));
            if (stride != 1 || inputs != outputs)
            {
                shortcut = Child("shortcut", new Sequential(Convolution(inputs, outputs, kernel: 1, stride, generator)));
            }
        }

        protected override Tensor Compute(Tensor input)
        {
            Tensor activated = bn1.Forward(input).ReluInPlace();
            Tensor skipped = shortcut?.Forward(activated) ?? input;
            Tensor x = middle.Forward(activated);
            return conv2.Forward(x).AddInPlace(skipped);
        }
    }
}
