namespace Countenance.Vision.Faces;

/// <summary>The rectangles of a photo that a network looks at, so that every face fills enough of one of them.</summary>
internal static class PhotoWindows
{
    // A network of 256 pixels was seen to need this many of them for the width of a face.
    private const double FacePixels = 24.0 / 256;

    // A face up to a quarter of a window is whole in at least one.
    private const double Shared = 0.25;

    /// <summary>The longest side of a window: a level as the default needs it fits into one.</summary>
    public const int LongestSide = 512;

    // What the far network can be given: multiples of its coarse cells.
    private const int Step = 32;

    /// <summary>
    /// What 256 pixels show at each level, as shares of the photo's longer side: from 1 down to what the smallest face needs, each at
    /// least half of the one before.
    /// </summary>
    /// <param name="smallestFace">The width of the smallest face as a share of the photo's longer side.</param>
    public static double[] Sides(double smallestFace)
    {
        double smallest = Math.Min(1, smallestFace / FacePixels);
        int steps = (int)Math.Ceiling(Math.Log2(1 / smallest) - 1e-9);
        return [.. Enumerable.Range(0, steps + 1).Select(i => steps == 0 ? 1 : Math.Pow(smallest, (double)i / steps))];
    }

    /// <summary>The side of the windows along a side of a level: all of it, rounded up to what a network takes, unless that is too long.</summary>
    /// <param name="length">The length of the side, at least 1.</param>
    public static int Window(int length) => Math.Min(LongestSide, (length + Step - 1) / Step * Step);

    /// <summary>
    /// Where windows begin along a side: evenly spread from edge to edge, neighbours sharing at least a quarter; one window in the middle,
    /// beginning before the edge, when the side is shorter.
    /// </summary>
    /// <param name="length">The length of the side, at least 1.</param>
    /// <param name="window">The length of a window, at least 1.</param>
    public static int[] Starts(int length, int window)
    {
        int free = length - window;
        if (free <= 0)
        {
            return [(int)Math.Floor(free / 2.0)];
        }

        int steps = (int)Math.Ceiling(free / (window * (1 - Shared)));
        return [.. Enumerable.Range(0, steps + 1).Select(i => (int)Math.Round((double)free * i / steps))];
    }

    /// <summary>Copies a window of an image; what is beyond the edge becomes black.</summary>
    /// <param name="image">RGB.</param>
    /// <param name="left">Where the window begins, negative where it begins before the image.</param>
    /// <param name="top">Likewise.</param>
    /// <param name="width">Columns of the window.</param>
    /// <param name="pixels">[height, width, 3].</param>
    public static void Copy(Image image, int left, int top, int width, Span<byte> pixels)
    {
        pixels.Clear();
        int height = pixels.Length / (3 * width);
        int from = Math.Max(0, -left);
        int to = Math.Min(width, image.Width - left);
        for (int y = Math.Max(0, -top); y < Math.Min(height, image.Height - top); y++)
        {
            image.Pixels.AsSpan(3 * (((top + y) * image.Width) + left + from), 3 * (to - from))
                .CopyTo(pixels[(3 * ((y * width) + from))..]);
        }
    }
}
