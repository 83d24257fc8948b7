using Countenance.Torch;
using Countenance.Torch.Nn;

namespace Countenance.Models;

/// <summary>
/// CVGG13, the VGG of FERPlus (Barsoum et al. 2016): blocks of [64, 64], [128, 128], [256, 256, 256] and [256, 256, 256] 3×3
/// convolutions, each block closed by 2×2 max pooling and dropout ¼; no batch normalisation. The classifier goes on with 1024, 1024 and
/// the logits, the embedding with 1024 and its coordinates; dropout ½ after each 1024. [N, C, P, P] → [N, outputs]. Names:
/// <c>features.N</c> and <c>classifier.N</c> as in PyTorch's Sequential, with either head.
/// </summary>
/// <remarks>The first values are He's (2015), without which 13 layers hardly start; those of the last layer are PyTorch's.</remarks>
public sealed class CVgg13 : Module
{
    /// <summary>Smallest image side: halved four times, it leaves one pixel.</summary>
    public const int SmallestSize = 16;

    private static readonly int[][] Blocks = [[64, 64], [128, 128], [256, 256, 256], [256, 256, 256]];

    private readonly Sequential features;
    private readonly Sequential classifier;

    /// <summary>Creates the network.</summary>
    /// <param name="shape">What goes in and comes out; the image side is at least <see cref="SmallestSize"/>.</param>
    /// <param name="generator">Source of the first weights, and of dropout in training.</param>
    public CVgg13(NetworkShape shape, RandomGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var layers = new List<Module>();
        int inputs = shape.Channels;
        foreach (int[] block in Blocks)
        {
            foreach (int outputs in block)
            {
                layers.AddRange([RectifiedLayers.Convolution(inputs, outputs, new(Kernel: 3, Padding: 1), generator), new Relu()]);
                inputs = outputs;
            }

            // A ReLU after the pool gives what one before it gives, over a quarter of the pixels.
            layers.Insert(layers.Count - 1, new MaxPool2d(kernel: 2, stride: 2));
            layers.Add(new Dropout(0.25, generator));
        }

        features = Child("features", new Sequential([.. layers]));
        int side = shape.ImageSize / SmallestSize;
        classifier = Child("classifier", new Sequential(
        [
            .. Hidden(inputs * side * side),
            .. shape.Head == ModelHead.Classifier ? Hidden(1024) : [],
            new Linear(1024, shape.Outputs, generator),
        ]));

        Module[] Hidden(int width) => [RectifiedLayers.Linear(width, 1024, generator), new Relu(), new Dropout(0.5, generator)];
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
        => classifier.Forward(features.Forward(input).Flatten(1)); // [N, 256, P/16, P/16] → [N, 256 · (P/16)²] → [N, outputs]
}
