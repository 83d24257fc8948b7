using Countenance.Torch;
using Countenance.Torch.Nn;

namespace Countenance.Models;

/// <summary>
/// FMPNet: five convolutions (5×5-64; 2 × 3×3-64; 2 × 3×3-128) in three blocks, each closed by fractional max pooling of 3×3 windows to
/// half the side and batch normalisation; then 1024, 1024 and the outputs, with dropout ½ before the first two. [N, C, P, P] →
/// [N, outputs]; both heads are alike. Names: <c>features.N</c> and <c>classifier.N</c> as in PyTorch's Sequential.
/// </summary>
/// <remarks>
/// Windows are placed at random in training and fixed in evaluation. The first values are He's (2015), those of the last layer PyTorch's.
/// </remarks>
public sealed class FmpNet : Module
{
    /// <summary>Smallest image side: 12 → 6 → 3 → 1, the last two from windows of 3 pixels.</summary>
    public const int SmallestSize = 12;

    private readonly Sequential features;
    private readonly Sequential classifier;

    /// <summary>Creates the network.</summary>
    /// <param name="shape">What goes in and comes out; the image side is at least <see cref="SmallestSize"/>.</param>
    /// <param name="generator">Source of the first weights, and of placements and dropout in training.</param>
    public FmpNet(NetworkShape shape, RandomGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(shape);
        features = Child("features", new Sequential(
        [
            .. Closing(shape.Channels, 64, kernel: 5),
            Convolution(64, 64, 3), new Relu(),
            .. Closing(64, 64, 3),
            Convolution(64, 128, 3), new Relu(),
            .. Closing(128, 128, 3),
        ]));
        int side = shape.ImageSize / 2 / 2 / 2;
        classifier = Child("classifier", new Sequential(
            new Dropout(0.5, generator), RectifiedLayers.Linear(128 * side * side, 1024, generator), new Relu(),
            new Dropout(0.5, generator), RectifiedLayers.Linear(1024, 1024, generator), new Relu(),
            new Linear(1024, shape.Outputs, generator)));

        // The last convolution of a block. A ReLU after the pool gives what one before it gives, over a quarter of the pixels.
        Module[] Closing(int inputs, int outputs, int kernel) =>
        [
            Convolution(inputs, outputs, kernel), new FractionalMaxPool2d(kernel: 3, ratio: 0.5, generator), new Relu(),
            new BatchNorm2d(outputs),
        ];

        Conv2d Convolution(int inputs, int outputs, int kernel)
            => RectifiedLayers.Convolution(inputs, outputs, new(kernel, Padding: kernel / 2), generator);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
        => classifier.Forward(features.Forward(input).Flatten(1)); // [N, 128, P/8, P/8] → [N, 128 · (P/8)²] → [N, outputs]
}
