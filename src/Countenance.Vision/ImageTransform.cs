namespace Countenance.Vision;

/// <summary>Resizing and warping of one image. Thread-safe; the source is only read and the result is new, owned by the caller.</summary>
public static class ImageTransform
{
    // OpenCV's warp addresses pixels with 16 bits.
    private const int LongestSide = short.MaxValue;

    /// <summary>
    /// Resizes an image; the aspect ratio is not kept. Pixel centres sit at half numbers: x = (x' + ½) width / width' − ½.
    /// </summary>
    /// <param name="image">Grey or RGB.</param>
    /// <param name="width">Columns wanted, 1 to 32,767.</param>
    /// <param name="height">Rows wanted, 1 to 32,767.</param>
    /// <param name="interpolation">How; by default area averaging when neither side grows, bilinear otherwise.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is out of its range.</exception>
    public static unsafe Image Resize(Image image, int width, int height, Interpolation interpolation = Interpolation.Auto)
    {
        ArgumentNullException.ThrowIfNull(image);
        CheckSide(width);
        CheckSide(height);
        bool shrinking = width <= image.Width && height <= image.Height;
        int flag = Flag(interpolation, shrinking ? Interpolation.Area : Interpolation.Linear);

        byte[] pixels = Allocate(width, height, image.Channels);
        fixed (byte* input = image.Pixels, output = pixels)
        {
            VisionNative.ThrowIfFailed(
                VisionNative.Resize(input, image.Width, image.Height, image.Channels, flag, output, width, height));
        }

        return new Image(width, height, image.Channels, pixels);
    }

    /// <summary>
    /// Resizes as <see cref="Resize"/> does by default, but halves the image first as often as its sides are even and the result stays at
    /// least as large as wanted: many times as fast for a result much smaller than the image, and within a few grey levels of the other.
    /// </summary>
    /// <param name="image">Grey or RGB; returned as it is when it has the wanted size.</param>
    /// <param name="width">Columns wanted, 1 to 32,767.</param>
    /// <param name="height">Rows wanted, 1 to 32,767.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is out of its range.</exception>
    public static Image ResizeByHalves(Image image, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        CheckSide(width);
        CheckSide(height);
        while (image.Width % 2 == 0 && image.Height % 2 == 0 && image.Width / 2 >= width && image.Height / 2 >= height)
        {
            image = Resize(image, image.Width / 2, image.Height / 2, Interpolation.Area);
        }

        return image.Width == width && image.Height == height ? image : Resize(image, width, height);
    }

    /// <summary>
    /// Warps an image by an affine map: result(x', y') = image(x, y) with x' = m₀x + m₁y + m₂ and y' = m₃x + m₄y + m₅, in pixels,
    /// pixel centres at whole numbers. Positions are rounded to 1/32 pixel.
    /// </summary>
    /// <param name="image">Grey or RGB, sides up to 32,766.</param>
    /// <param name="matrix2x3">Six finite numbers, row-major 2 x 3, from source to result; it must be invertible.</param>
    /// <param name="width">Columns of the result, 1 to 32,767.</param>
    /// <param name="height">Rows of the result, 1 to 32,767.</param>
    /// <param name="interpolation">Any but <see cref="Interpolation.Area"/>; bilinear by default.</param>
    /// <param name="border">What is beyond the source's edge.</param>
    /// <param name="fill">The grey level of a constant border, 0–255.</param>
    /// <exception cref="ArgumentException">The matrix is not six finite numbers or not invertible; or interpolation by area.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A side or an enumeration is out of its range.</exception>
    public static unsafe Image WarpAffine(
        Image image,
        ReadOnlySpan<double> matrix2x3,
        int width,
        int height,
        Interpolation interpolation = Interpolation.Auto,
        BorderMode border = BorderMode.Constant,
        byte fill = 0)
    {
        ArgumentNullException.ThrowIfNull(image);
        CheckSide(width);
        CheckSide(height);
        CheckMatrix(matrix2x3);
        if (Math.Max(image.Width, image.Height) >= LongestSide)
        {
            throw new ArgumentException($"The sides must be below {LongestSide}. Got {image.Width} x {image.Height}.", nameof(image));
        }

        if (interpolation == Interpolation.Area)
        {
            throw new ArgumentException("The interpolation of a warp must not be Area.", nameof(interpolation));
        }

        if (!Enum.IsDefined(border))
        {
            throw new ArgumentOutOfRangeException(nameof(border), $"The border must be Constant, Replicate or Reflect. Got {border}.");
        }

        byte[] pixels = Allocate(width, height, image.Channels);
        fixed (byte* input = image.Pixels, output = pixels)
        fixed (double* matrix = matrix2x3)
        {
            VisionNative.ThrowIfFailed(VisionNative.WarpAffine(
                input,
                image.Width,
                image.Height,
                image.Channels,
                matrix,
                Flag(interpolation, Interpolation.Linear),
                (int)border,
                fill,
                output,
                width,
                height));
        }

        return new Image(width, height, image.Channels, pixels);
    }

    internal static void CheckSide(int side)
    {
        if (side is < 1 or > LongestSide)
        {
            throw new ArgumentOutOfRangeException(nameof(side), $"A side must be from 1 to {LongestSide} pixels. Got {side}.");
        }
    }

    private static void CheckMatrix(ReadOnlySpan<double> matrix)
    {
        if (matrix.Length != 6)
        {
            throw new ArgumentException($"The matrix must have 6 numbers. Got {matrix.Length}.", nameof(matrix));
        }

        double determinant = (matrix[0] * matrix[4]) - (matrix[1] * matrix[3]);
        foreach (double value in matrix)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentException($"The matrix must be finite. Got {value}.", nameof(matrix));
            }
        }

        if (determinant == 0 || !double.IsFinite(1 / determinant))
        {
            throw new ArgumentException($"The matrix must be invertible. Got the determinant {determinant}.", nameof(matrix));
        }
    }

    private static byte[] Allocate(int width, int height, int channels)
    {
        long length = (long)width * height * channels;
        return length <= Array.MaxLength
            ? GC.AllocateUninitializedArray<byte>((int)length)
            : throw new ArgumentOutOfRangeException(
                nameof(width), $"The result must fit an array. Got {width} x {height} x {channels} bytes.");
    }

    private static int Flag(Interpolation interpolation, Interpolation automatic)
        => (interpolation == Interpolation.Auto ? automatic : interpolation) switch
        {
            Interpolation.Nearest => 0,
            Interpolation.Linear => 1,
            Interpolation.Cubic => 2,
            Interpolation.Area => 3,
            _ => throw new ArgumentOutOfRangeException(nameof(interpolation), $"Unknown interpolation. Got {interpolation}."),
        };
}
