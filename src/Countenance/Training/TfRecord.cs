using System.Buffers.Binary;
using System.Numerics;

namespace Countenance.Training;

/// <summary>
/// The framing of TensorFlow's record files: length (64 bits), masked CRC of the length, payload, masked CRC of the payload; little-endian.
/// </summary>
internal static class TfRecord
{
    private const uint MaskDelta = 0xA282EAD8;

    /// <summary>The whole record around a payload.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> payload)
    {
        byte[] record = new byte[sizeof(ulong) + sizeof(uint) + payload.Length + sizeof(uint)];
        var length = record.AsSpan(0, sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sizeof(ulong)), MaskedCrc(length));
        payload.CopyTo(record.AsSpan(sizeof(ulong) + sizeof(uint)));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(record.Length - sizeof(uint)), MaskedCrc(payload));
        return record;
    }

    /// <summary>CRC-32C (Castagnoli), rotated right by 15 bits plus a constant: so a CRC of data that hold CRCs stays a good one.</summary>
    public static uint MaskedCrc(ReadOnlySpan<byte> data) => unchecked(BitOperations.RotateRight(Crc32C(data), 15) + MaskDelta);

    /// <summary>CRC-32C of <paramref name="data"/>, with the customary inversion before and after.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        }

        foreach (byte value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
