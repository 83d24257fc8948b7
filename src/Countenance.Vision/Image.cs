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
}
