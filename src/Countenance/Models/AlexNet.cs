using Countenance.Torch;
using Countenance.Torch.Nn;

namespace Countenance.Models;

/// <summary>
/// AlexNet with the layers of "one weird trick" (Krizhevsky 2014) under torchvision's names, so that weights travel both ways:
/// 64-11×11/4, pool, 192-5×5, pool, 384-3×3, 256-3×3, 256-3×3, pool (each 3×3/2), then 4096, 4096 and the outputs, with dropout ½ before
/// the first two. [N, C, P, P] → [N, outputs]; both heads are alike.
/// </summary>
/// <remarks>
/// As in torchvision, the last maps are averaged to 6×6, which 224 and 227 pixels give by themselves: the weights' shapes do not depend
/// on the image size. The first values are He's (2015), those of the last layer PyTorch's; torchvision starts all from PyTorch's.
/// </remarks>
public sealed class AlexNet : Module
{
    /// <summary>Smallest image side: 63 → 15 → 7 → 3 → 1, the last three by windows of 3 pixels.</summary>
    public const int SmallestSize = 63;

    private const int Side = 6;

    private readonly Sequential features;
    private readonly AdaptiveAveragePool2d averagePool;
    private readonly Sequential classifier;

    /// <summary>Creates the network.</summary>
    /// <param name="shape">What goes in and comes out; the image side is at least <see cref="SmallestSize"/>.</param>
    /// <param name="generator">Source of the first weights, and of dropout in training.</param>
    public AlexNet(NetworkShape shape, RandomGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(shape);

        // A ReLU after a pool gives what one before it gives, over a quarter of the pixels; the numbers of the convolutions stay.
        features = Child("features", new Sequential(
            Convolution(shape.Channels, 64, new(Kernel: 11, Stride: 4, Padding: 2)), new MaxPool2d(kernel: 3, stride: 2), new Relu(),
            Convolution(64, 192, new(Kernel: 5, Padding: 2)), new MaxPool2d(kernel: 3, stride: 2), new Relu(),
            Convolution(192, 384, new(Kernel: 3, Padding: 1)), new Relu(),
            Convolution(384, 256, new(Kernel: 3, Padding: 1)), new Relu(),
            Convolution(256, 256, new(Kernel: 3, Padding: 1)), new MaxPool2d(kernel: 3, stride: 2), new Relu()));
        averagePool = new AdaptiveAveragePool2d(Side);
        classifier = Child("classifier", new Sequential(
            new Dropout(0.5, generator), RectifiedLayers.Linear(256 * Side * Side, 4096, generator), new Relu(),
            new Dropout(0.5, generator), RectifiedLayers.Linear(4096, 4096, generator), new Relu(),
            new Linear(4096, shape.Outputs, generator)));

        Conv2d Convolution(int inputs, int outputs, Conv2dOptions options)
            => RectifiedLayers.Convolution(inputs, outputs, options, generator);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
        => classifier.Forward(averagePool.Forward(features.Forward(input)).Flatten(1)); // [N, 256, 6, 6] → [N, 9216] → [N, outputs]
}
