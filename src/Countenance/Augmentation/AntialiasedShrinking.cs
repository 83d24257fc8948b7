using Countenance.Torch;

namespace Countenance.Augmentation;

/// <summary>
/// Brings images that are larger than the network's input down to it. Every stored pixel counts, as when a picture is shrunk by area; two
/// by two of them, as plain bilinear resizing takes them, would let fine patterns through as coarse ones.
/// </summary>
internal static class AntialiasedShrinking
{
    /// <summary>The most a side is divided by at once: on a GPU the operator's weights must fit into a block's memory.</summary>
    private const int LargestFactor = 8;

    private static readonly Operator Resize = new("aten::_upsample_bilinear2d_aa");

    /// <summary>Shrinks the sides that are too long; a shorter one stays as it is.</summary>
    /// <param name="images">float32 [N, C, H, W].</param>
    /// <param name="size">P, in pixels.</param>
    /// <returns>float32 [N, C, min(H, P), min(W, P)]; the very images when neither side is longer than P.</returns>
    public static Tensor Apply(Tensor images, int size)
    {
        while (images.Size(2) > size || images.Size(3) > size)
        {
            long[] sides = [Shrunk(images.Size(2), size), Shrunk(images.Size(3), size)];
            images = Resize.Call(images, sides, false, OperatorArgument.None, OperatorArgument.None);
        }

        return images;
    }

    private static long Shrunk(long side, int size) => Math.Max(Math.Min(side, size), (side + LargestFactor - 1) / LargestFactor);
}
