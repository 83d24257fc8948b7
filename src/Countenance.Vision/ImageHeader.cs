using System.Buffers.Binary;

namespace Countenance.Vision;

/// <summary>
/// Format, size and greyness of an encoded image, read from its first bytes in managed code: what is hostile is refused here, before
/// the native decoder sees it or a pixel is allocated.
/// </summary>
/// <param name="Format">The file format.</param>
/// <param name="Width">Columns as stored, at least 1; EXIF orientation may exchange them with the rows.</param>
/// <param name="Height">Rows as stored, at least 1.</param>
/// <param name="CodecGray">Whether the codec itself should deliver grey: JPEG, whose luminance it is, and PNG that is stored grey.</param>
internal readonly record struct ImageHeader(EncodedFormat Format, int Width, int Height, bool CodecGray)
{
    /// <summary>As many first bytes as <see cref="Sniff"/> needs.</summary>
    public const int SniffLength = 12;

    /// <summary>Reads the header and checks it against <paramref name="limits"/>.</summary>
    /// <exception cref="ImageException">Not an image that is read, a damaged header, or too large.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> data, string source, DecodeLimits limits)
    {
        CheckLength(data.Length, source, limits);
        EncodedFormat format = Sniff(data, source);
        (long width, long height, bool codecGray) = format switch
        {
            EncodedFormat.Png => ReadPng(data, source),
            EncodedFormat.Jpeg => JpegHeader.Read(data, source),
            EncodedFormat.Tiff => TiffHeader.Read(data, source, limits),
            EncodedFormat.Bmp => ReadBmp(data, source),
            _ => ReadWebp(data, source),
        };

        if (width <= 0 || height <= 0)
        {
            throw new ImageException(ImageError.Corrupt, source, $"the header states a size of {width} x {height}");
        }

        CheckSize(width, height, source, limits);
        return new ImageHeader(format, (int)width, (int)height, codecGray);
    }

    /// <summary>Recognises the format by its first bytes.</summary>
    /// <exception cref="ImageException">None of the formats that are read.</exception>
    public static EncodedFormat Sniff(ReadOnlySpan<byte> data, string source)
    {
        if (data.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
        {
            return EncodedFormat.Png;
        }

        if (data.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]))
        {
            return EncodedFormat.Jpeg;
        }

        if (data.StartsWith("II\x2a\0"u8) || data.StartsWith("MM\0\x2a"u8))
        {
            return EncodedFormat.Tiff;
        }

        if (data.StartsWith("BM"u8))
        {
            return EncodedFormat.Bmp;
        }

        if (data.Length >= SniffLength && data.StartsWith("RIFF"u8) && data[8..].StartsWith("WEBP"u8))
        {
            return EncodedFormat.Webp;
        }

        throw new ImageException(
            ImageError.NotAnImage, source, data.IsEmpty ? "the file is empty" : "not a PNG, JPEG, TIFF, BMP or WebP image");
    }

    /// <summary>Checks a number of encoded bytes.</summary>
    /// <exception cref="ImageException">More than the limit.</exception>
    public static void CheckLength(long length, string source, DecodeLimits limits)
    {
        if (length > limits.MaxBytes)
        {
            throw new ImageException(ImageError.TooLarge, source, $"{length} bytes; at most {limits.MaxBytes} are read");
        }
    }

    /// <summary>Checks a size in pixels.</summary>
    /// <exception cref="ImageException">Longer or larger than the limits.</exception>
    public static void CheckSize(long width, long height, string source, DecodeLimits limits)
    {
        if (width > limits.MaxSide || height > limits.MaxSide || width * height > limits.MaxPixels)
        {
            throw new ImageException(
                ImageError.TooLarge,
                source,
                $"{width} x {height} pixels; at most {limits.MaxPixels} pixels and {limits.MaxSide} a side are decoded");
        }
    }

    /// <summary>The error of a file that ends inside its header.</summary>
    public static ImageException CutShort(string source)
        => new(ImageError.Corrupt, source, "the file ends inside the image's header");

    private static (long Width, long Height, bool CodecGray) ReadPng(ReadOnlySpan<byte> data, string source)
    {
        // Signature, then the IHDR chunk: length 13, "IHDR", width, height, bit depth, colour type.
        if (data.Length < 33)
        {
            throw CutShort(source);
        }

        if (!data[8..].StartsWith("\0\0\0\x0dIHDR"u8))
        {
            throw new ImageException(ImageError.Corrupt, source, "the PNG does not begin with an IHDR chunk");
        }

        bool gray = data[25] is 0 or 4;
        return (BinaryPrimitives.ReadUInt32BigEndian(data[16..]), BinaryPrimitives.ReadUInt32BigEndian(data[20..]), gray);
    }

    private static (long Width, long Height, bool CodecGray) ReadBmp(ReadOnlySpan<byte> data, string source)
    {
        if (data.Length < 26)
        {
            throw CutShort(source);
        }

        // The OS/2 header of 12 bytes has sizes of 16 bits; in the others a negative height means rows from the top.
        return BinaryPrimitives.ReadUInt32LittleEndian(data[14..]) == 12
            ? (BinaryPrimitives.ReadUInt16LittleEndian(data[18..]), BinaryPrimitives.ReadUInt16LittleEndian(data[20..]), false)
            : (BinaryPrimitives.ReadInt32LittleEndian(data[18..]),
                Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(data[22..])),
                false);
    }

    private static (long Width, long Height, bool CodecGray) ReadWebp(ReadOnlySpan<byte> data, string source)
    {
        if (data.Length < 30)
        {
            throw CutShort(source);
        }

        ReadOnlySpan<byte> chunk = data[12..];
        ReadOnlySpan<byte> body = data[20..];
        if (chunk.StartsWith("VP8 "u8) && body[3..].StartsWith((ReadOnlySpan<byte>)[0x9d, 0x01, 0x2a]))
        {
            return (
                BinaryPrimitives.ReadUInt16LittleEndian(body[6..]) & 0x3fff,
                BinaryPrimitives.ReadUInt16LittleEndian(body[8..]) & 0x3fff,
                false);
        }

        if (chunk.StartsWith("VP8L"u8) && body[0] == 0x2f)
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(body[1..]);
            return ((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1, false);
        }

        if (chunk.StartsWith("VP8X"u8))
        {
            const int AnimationFlag = 0x02;
            return (body[0] & AnimationFlag) != 0
                ? throw new ImageException(ImageError.NotAnImage, source, "an animated WebP, which is not read")
                : (ReadUInt24(body[4..]) + 1, ReadUInt24(body[7..]) + 1, false);
        }

        throw new ImageException(ImageError.Corrupt, source, "the WebP does not begin with an image chunk");
    }

    private static int ReadUInt24(ReadOnlySpan<byte> data) => data[0] | (data[1] << 8) | (data[2] << 16);
}
