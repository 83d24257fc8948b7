using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Countenance.Album.Tests.Indexing;

/// <summary>Puts into a JPEG the EXIF that cameras put there: the time it was taken.</summary>
internal static class ExifJpeg
{
    public static byte[] WithTime(byte[] jpeg, DateTime taken)
    {
        // TIFF, little-endian: IFD0 at 8 with one entry (0x8769, the EXIF IFD at 26), there one entry (0x9003) whose text lies at 44.
        var tiff = new byte[64];
        "II*\0"u8.CopyTo(tiff);
        Entry(tiff, 4, 8);
        Directory(tiff, 8, tag: 0x8769, type: 4, count: 1, value: 26);
        Directory(tiff, 26, tag: 0x9003, type: 2, count: 20, value: 44);
        Encoding.ASCII.GetBytes(taken.ToString("yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture)).CopyTo(tiff, 44);
        byte[] header = [0xff, 0xe1, 0, (byte)(2 + 6 + tiff.Length), .. "Exif\0\0"u8];
        return [.. jpeg[..2], .. header, .. tiff, .. jpeg[2..]];
    }

    private static void Directory(byte[] tiff, int place, ushort tag, ushort type, uint count, uint value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(place), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(place + 2), tag);
        BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(place + 4), type);
        Entry(tiff, place + 6, count);
        Entry(tiff, place + 10, value);
    }

    private static void Entry(byte[] tiff, int place, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(tiff.AsSpan(place), value);
}
