using System.Buffers.Binary;

namespace Countenance.Vision;

/// <summary>The size of a TIFF's first page, and of its tiles, which the decoder allocates whole.</summary>
internal static class TiffHeader
{
    private const ushort ImageWidth = 256;
    private const ushort ImageLength = 257;
    private const ushort TileWidth = 322;
    private const ushort TileLength = 323;

    /// <summary>Reads width and height from the first directory.</summary>
    /// <exception cref="ImageException">A damaged directory, or tiles larger than an image may be.</exception>
    public static (long Width, long Height, bool CodecGray) Read(ReadOnlySpan<byte> data, string source, DecodeLimits limits)
    {
        bool bigEndian = data[0] == (byte)'M';
        long directory = UInt32(data, 4, bigEndian, source);
        int entries = UInt16(data, directory, bigEndian, source);

        long? width = null, height = null, tileWidth = null, tileLength = null;
        for (int i = 0; i < entries; i++)
        {
            long entry = directory + 2 + (12L * i);
            switch (UInt16(data, entry, bigEndian, source))
            {
                case ImageWidth:
                    SetOnce(ref width, Value(data, entry, bigEndian, source), source);
                    break;
                case ImageLength:
                    SetOnce(ref height, Value(data, entry, bigEndian, source), source);
                    break;
                case TileWidth:
                    SetOnce(ref tileWidth, Value(data, entry, bigEndian, source), source);
                    break;
                case TileLength:
                    SetOnce(ref tileLength, Value(data, entry, bigEndian, source), source);
                    break;
            }
        }

        if (width is null || height is null)
        {
            throw new ImageException(ImageError.Corrupt, source, "the TIFF states no size");
        }

        ImageHeader.CheckSize(tileWidth ?? 0, tileLength ?? 0, source, limits);
        return (width.Value, height.Value, false);
    }

    // A tag that comes twice is how a file shows one size to us and another to the decoder.
    private static void SetOnce(ref long? field, long value, string source)
        => field = field is null
            ? value
            : throw new ImageException(ImageError.Corrupt, source, "the TIFF states a size twice");

    // One unsigned value of a directory entry: tag, type, count, value.
    private static long Value(ReadOnlySpan<byte> data, long entry, bool bigEndian, string source)
    {
        const int Short = 3;
        const int Long = 4;
        int type = UInt16(data, entry + 2, bigEndian, source);
        long count = UInt32(data, entry + 4, bigEndian, source);
        return (type, count) switch
        {
            (Short, 1) => UInt16(data, entry + 8, bigEndian, source),
            (Long, 1) => UInt32(data, entry + 8, bigEndian, source),
            _ => throw new ImageException(ImageError.Corrupt, source, "the TIFF's size is not a 16-bit or 32-bit number"),
        };
    }

    private static ushort UInt16(ReadOnlySpan<byte> data, long offset, bool bigEndian, string source)
    {
        ReadOnlySpan<byte> bytes = At(data, offset, 2, source);
        return bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    private static uint UInt32(ReadOnlySpan<byte> data, long offset, bool bigEndian, string source)
    {
        ReadOnlySpan<byte> bytes = At(data, offset, 4, source);
        return bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    private static ReadOnlySpan<byte> At(ReadOnlySpan<byte> data, long offset, int length, string source)
        => offset <= data.Length - length ? data.Slice((int)offset, length) : throw ImageHeader.CutShort(source);
}
