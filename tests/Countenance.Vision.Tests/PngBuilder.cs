using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Countenance.Vision.Tests;

/// <summary>
/// Writes PNG files chunk by chunk from the public format, independently of OpenCV, so that any kind and any lie can be made.
/// </summary>
internal static class PngBuilder
{
    public static byte[] Build(
        uint width, uint height, byte bitDepth, byte colorType, byte[] rows, int rowBytes, params (string Type, byte[] Body)[] extra)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        header[8] = bitDepth;
        header[9] = colorType;

        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int start = 0; start < rows.Length; start += rowBytes)
            {
                zlib.WriteByte(0); // Filter: none.
                zlib.Write(rows, start, rowBytes);
            }
        }

        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
        WriteChunk(file, "IHDR", header);
        foreach ((string type, byte[] body) in extra)
        {
            WriteChunk(file, type, body);
        }

        WriteChunk(file, "IDAT", compressed.ToArray());
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void WriteChunk(MemoryStream file, string type, byte[] body)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        file.Write(number);
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. body];
        file.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(typed));
        file.Write(number);
    }

    private static uint Crc(byte[] data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xedb88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
