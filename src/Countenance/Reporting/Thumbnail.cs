using Countenance.Vision;

namespace Countenance.Reporting;

/// <summary>A small PNG or JPEG image, embedded into the report as a data URI.</summary>
public sealed class Thumbnail
{
    /// <summary>Largest size of an encoded thumbnail in bytes: a sheet of hundreds must stay a file one can mail.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Longest side of a thumbnail made from a picture, in pixels.</summary>
    public const int LongestSide = 96;

    /// <summary>Wraps encoded bytes without copying them.</summary>
    /// <param name="encoded">A whole PNG or JPEG file.</param>
    /// <param name="description">What the image is, such as its file name; shown to screen readers and on hover.</param>
    /// <exception cref="ArgumentException">The bytes are neither PNG nor JPEG, or more than <see cref="MaxBytes"/>.</exception>
    public Thumbnail(byte[] encoded, string description)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        ArgumentNullException.ThrowIfNull(description);
        if (encoded.Length > MaxBytes)
        {
            throw new ArgumentException($"A thumbnail must be at most {MaxBytes} bytes. Got {encoded.Length}.", nameof(encoded));
        }

        MediaType = encoded.AsSpan() switch
        {
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
            [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
            _ => throw new ArgumentException(
                $"A thumbnail must be a PNG or JPEG file. Got {encoded.Length} bytes beginning " +
                $"{Convert.ToHexString(encoded.AsSpan(0, Math.Min(4, encoded.Length)))}.",
                nameof(encoded)),
        };
        Encoded = encoded;
        Description = description;
    }

    /// <summary>A thumbnail of a picture: the picture itself, or made smaller when a side is longer than <see cref="LongestSide"/>.</summary>
    /// <param name="image">Grey or RGB.</param>
    /// <param name="description">What the image is, such as its file name.</param>
    public static Thumbnail Of(Image image, string description)
    {
        ArgumentNullException.ThrowIfNull(image);
        double ratio = (double)LongestSide / Math.Max(image.Width, image.Height);
        Image small = ratio >= 1
            ? image
            : ImageTransform.Resize(
                image, Math.Max(1, (int)Math.Round(image.Width * ratio)), Math.Max(1, (int)Math.Round(image.Height * ratio)));
        return new Thumbnail(ImageCodec.Encode(small, ImageFormat.Png), description);
    }

    /// <summary>The encoded file.</summary>
    public byte[] Encoded { get; }

    /// <summary>What the image is.</summary>
    public string Description { get; }

    /// <summary><c>image/png</c> or <c>image/jpeg</c>.</summary>
    public string MediaType { get; }

    /// <summary>The picture, RGB.</summary>
    internal Image Decode() => ImageCodec.Decode(Encoded, ColorMode.Rgb, Description);

    /// <summary>The image as a <c>data:</c> URI.</summary>
    internal string DataUri => $"data:{MediaType};base64,{Convert.ToBase64String(Encoded)}";
}
