using System.Buffers.Binary;

namespace Countenance.Vision;

/// <summary>
/// The size of a JPEG. Markers are walked as libjpeg walks them (bytes between segments are skipped), so that both see the same frame.
/// </summary>
internal static class JpegHeader
{
    private const byte StartOfImage = 0xd8;
    private const byte EndOfImage = 0xd9;
    private const byte StartOfScan = 0xda;

    // Encoders make about ten. Each scan passes over the whole picture, so a small file of thousands would keep a decoder busy for hours.
    private const int MostScans = 100;

    /// <summary>Reads width and height of the first frame, and sees that the file has an end and no endless scans.</summary>
    /// <exception cref="ImageException">No frame before the first scan, a file cut short, or too many scans.</exception>
    public static (long Width, long Height, bool CodecGray) Read(ReadOnlySpan<byte> data, string source)
    {
        (long Width, long Height)? size = null;
        int position = 2;
        while (true)
        {
            byte marker = NextMarker(data, ref position, source);
            if (marker is 0x01 or (>= 0xd0 and <= 0xd7))
            {
                continue; // No parameters follow these.
            }

            if (marker is StartOfImage or EndOfImage)
            {
                throw new ImageException(ImageError.Corrupt, source, "the JPEG has no image data");
            }

            ReadOnlySpan<byte> segment = Segment(data, ref position, source);
            if (marker == StartOfScan)
            {
                break;
            }

            // SOF0 to SOF15; three codes among them are tables or reserved.
            if (marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
            {
                if (size is not null || segment.Length < 5)
                {
                    throw new ImageException(ImageError.Corrupt, source, "the JPEG's frame header is damaged");
                }

                // Precision, height, width.
                size = (BinaryPrimitives.ReadUInt16BigEndian(segment[3..]), BinaryPrimitives.ReadUInt16BigEndian(segment[1..]));
            }
        }

        if (size is null)
        {
            throw new ImageException(ImageError.Corrupt, source, "the JPEG has no frame header");
        }

        // Inside coded data 0xff is followed by 0, so this counts the scans (and, harmlessly, such pairs inside later tables).
        ReadOnlySpan<byte> coded = data[position..];
        if (1 + coded.Count((ReadOnlySpan<byte>)[0xff, StartOfScan]) > MostScans)
        {
            throw new ImageException(ImageError.TooLarge, source, $"the JPEG has more than {MostScans} scans");
        }

        // libjpeg would fill the missing part with grey; a face that is half grey is worse than an error.
        if (coded.LastIndexOf((ReadOnlySpan<byte>)[0xff, EndOfImage]) < 0)
        {
            throw new ImageException(ImageError.Corrupt, source, "the JPEG is cut short: it has no end marker");
        }

        return (size.Value.Width, size.Value.Height, true);
    }

    private static byte NextMarker(ReadOnlySpan<byte> data, ref int position, string source)
    {
        while (true)
        {
            int skipped = data[position..].IndexOf((byte)0xff);
            int run = skipped < 0 ? -1 : data[(position + skipped)..].IndexOfAnyExcept((byte)0xff);
            if (run < 0)
            {
                throw ImageHeader.CutShort(source);
            }

            position += skipped + run + 1;
            byte marker = data[position - 1];
            if (marker != 0)
            {
                return marker;
            }
        }
    }

    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> data, ref int position, string source)
    {
        if (data.Length - position < 2)
        {
            throw ImageHeader.CutShort(source);
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(data[position..]);
        if (length < 2)
        {
            throw new ImageException(ImageError.Corrupt, source, "a segment of the JPEG states a length below 2");
        }

        if (data.Length - position < length)
        {
            throw ImageHeader.CutShort(source);
        }

        ReadOnlySpan<byte> segment = data.Slice(position + 2, length - 2);
        position += length;
        return segment;
    }
}
