namespace Countenance.Vision;

/// <summary>A grey or RGB picture of 8 bits per channel on the managed heap.</summary>
public sealed class Image
{
    /// <summary>Wraps <paramref name="pixels"/> without copying it.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 (grey) or 3 (red, green, blue).</param>
    /// <param name="pixels">[height, width, channels], interleaved, row after row without padding.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or the channels are neither 1 nor 3.</exception>
    /// <exception cref="ArgumentException">The length is not width x height x channels.</exception>
    public Image(int width, int height, int channels, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentNullException.ThrowIfNull(pixels);
        if (channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), $"The channels must be 1 or 3. Got {channels}.");
        }

        if (pixels.Length != (Int128)width * height * channels)
        {
            throw new ArgumentException(
                $"The length of the pixels must be width x height x channels, {width} x {height} x {channels}. Got {pixels.Length}.",
                nameof(pixels));
        }

        Width = width;
        Height = height;
        Channels = channels;
        Pixels = pixels;
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 (grey) or 3 (red, green, blue).</summary>
    public int Channels { get; }

    /// <summary>[height, width, channels], interleaved, row after row without padding: the array itself, not a copy.</summary>
    public byte[] Pixels { get; }

    /// <summary>
    /// In grey: 0.299 R + 0.587 G + 0.114 B, rounded as OpenCV does, so that it is what <see cref="ImageCodec"/> decodes to grey from a
    /// picture that is stored in colour and without loss. A grey picture is returned itself.
    /// </summary>
    public Image ToGray()
    {
        if (Channels == 1)
        {
            return this;
        }

        byte[] gray = GC.AllocateUninitializedArray<byte>(Width * Height);
        for (int i = 0; i < gray.Length; i++)
        {
            ReadOnlySpan<byte> color = Pixels.AsSpan(3 * i, 3);
            gray[i] = (byte)(((4899 * color[0]) + (9617 * color[1]) + (1868 * color[2]) + 8192) >> 14);
        }

        return new Image(Width, Height, 1, gray);
    }

    /// <summary>In three equal channels; an RGB picture is returned itself.</summary>
    public Image ToRgb()
    {
        if (Channels == 3)
        {
            return this;
        }

        byte[] rgb = GC.AllocateUninitializedArray<byte>(3 * Pixels.Length);
        for (int i = 0; i < Pixels.Length; i++)
        {
            rgb.AsSpan(3 * i, 3).Fill(Pixels[i]);
        }

        return new Image(Width, Height, 3, rgb);
    }

    /// <summary>A copy of a rectangle.</summary>
    /// <param name="left">First column.</param>
    /// <param name="top">First row.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle is empty, or not all of it is in the picture.</exception>
    public Image Crop(int left, int top, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(left, Width - width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(top, Height - height);
        int row = width * Channels;
        byte[] pixels = GC.AllocateUninitializedArray<byte>(height * row);
        for (int y = 0; y < height; y++)
        {
            Pixels.AsSpan((((top + y) * Width) + left) * Channels, row).CopyTo(pixels.AsSpan(y * row));
        }

        return new Image(width, height, Channels, pixels);
    }
}
