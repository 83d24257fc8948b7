using Countenance.Vision;

namespace Countenance.Datasets.Caching;

/// <summary>From a codec's interleaved pixels to the planes of a data set.</summary>
internal static class Planes
{
    /// <summary>Copies [H, W, C] to [C, H, W].</summary>
    public static void FromInterleaved(ReadOnlySpan<byte> interleaved, int channels, Span<byte> planar)
    {
        if (channels == 1)
        {
            interleaved.CopyTo(planar);
            return;
        }

        int area = interleaved.Length / channels;
        for (int channel = 0; channel < channels; channel++)
        {
            Span<byte> plane = planar.Slice(channel * area, area);
            for (int i = 0; i < plane.Length; i++)
            {
                plane[i] = interleaved[(i * channels) + channel];
            }
        }
    }

    /// <summary>The image's pixels, [height, width, C], resized when the size differs; not a copy otherwise.</summary>
    public static byte[] Resize(Image image, int width, int height) =>
        (image.Width, image.Height) == (width, height) ? image.Pixels : ImageTransform.Resize(image, width, height).Pixels;
}
