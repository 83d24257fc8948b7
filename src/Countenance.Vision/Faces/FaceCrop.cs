namespace Countenance.Vision.Faces;

/// <summary>Cuts a turned square out of an image without aliasing.</summary>
internal static class FaceCrop
{
    /// <summary>Makes the crop that <paramref name="toCrop"/> maps the image to.</summary>
    /// <param name="image">Grey or RGB.</param>
    /// <param name="toCrop">From the image to the crop, in pixels; a crop covers at least one pixel of the image's size.</param>
    /// <param name="size">The side of the crop in pixels.</param>
    /// <param name="border">What is beyond the image's edge; a constant one is black.</param>
    /// <returns>A new image of size x size with the channels of <paramref name="image"/>.</returns>
    public static Image Cut(Image image, Similarity toCrop, int size, BorderMode border)
    {
        double scale = toCrop.Scale;
        if (scale >= 1)
        {
            return Warp(image, toCrop, 1, size, border);
        }

        // Shrinking: bilinear sampling would skip pixels. So to twice the size, from an image averaged down to less than twice that scale,
        // and then halved: each pixel of the crop is a mean over the area it covers.
        return ImageTransform.Resize(Warp(image, toCrop, 2, 2 * size, border), size, size, Interpolation.Area);
    }

    // Warps to a crop times as fine as toCrop says, after shrinking what it sees of the image by a whole number, which is fast, to a scale
    // at which bilinear sampling skips nothing.
    private static Image Warp(Image image, Similarity toCrop, int times, int size, BorderMode border)
    {
        double scale = times * toCrop.Scale;
        (int left, int top, int width, int height) = Seen(image, toCrop.Inverse(), size / times, 2 + (2 / scale));
        int whole = Math.Min((int)(1 / scale), Math.Min(width, height));
        if (whole > 1)
        {
            (width, height) = (width - (width % whole), height - (height % whole));
        }

        Image part = image.Crop(left, top, width, height);
        if (whole > 1)
        {
            part = ImageTransform.Resize(part, width / whole, height / whole, Interpolation.Area);
        }

        // x of the image = left + x of the part * stepX, in continuous coordinates.
        double stepX = (double)width / part.Width;
        double stepY = (double)height / part.Height;
        double a = times * toCrop.A;
        double b = times * toCrop.B;
        double x = (a * left) - (b * top) + (times * toCrop.X);
        double y = (b * left) + (a * top) + (times * toCrop.Y);

        // WarpAffine has pixel centres at whole numbers.
        double[] matrix =
        [
            a * stepX, -b * stepY, x + (((a * stepX) - (b * stepY) - 1) / 2),
            b * stepX, a * stepY, y + (((b * stepX) + (a * stepY) - 1) / 2),
        ];
        return ImageTransform.WarpAffine(part, matrix, size, size, border: border);
    }

    // The rectangle of the image that the crop sees, and a margin; at least one pixel.
    private static (int Left, int Top, int Width, int Height) Seen(Image image, Similarity toImage, int size, double margin)
    {
        double left = double.MaxValue, top = double.MaxValue, right = double.MinValue, bottom = double.MinValue;
        foreach (ImagePoint corner in (ReadOnlySpan<ImagePoint>)[new(0, 0), new(size, 0), new(0, size), new(size, size)])
        {
            ImagePoint point = toImage.Apply(corner);
            left = Math.Min(left, point.X);
            right = Math.Max(right, point.X);
            top = Math.Min(top, point.Y);
            bottom = Math.Max(bottom, point.Y);
        }

        int x0 = (int)Math.Clamp(Math.Floor(left - margin), 0, image.Width - 1);
        int y0 = (int)Math.Clamp(Math.Floor(top - margin), 0, image.Height - 1);
        int x1 = (int)Math.Clamp(Math.Ceiling(right + margin), x0 + 1, image.Width);
        int y1 = (int)Math.Clamp(Math.Ceiling(bottom + margin), y0 + 1, image.Height);
        return (x0, y0, x1 - x0, y1 - y0);
    }
}
