using System.Buffers.Binary;

namespace Countenance.Drawing;

/// <summary>Reads the big-endian numbers of a font file in order.</summary>
internal ref struct BigEndianSpan(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>Where the next number is read.</summary>
    public int Position { get; set; }

    public byte Byte() => bytes[Position++];

    public ushort UInt16()
    {
        ushort value = BinaryPrimitives.ReadUInt16BigEndian(bytes[Position..]);
        Position += 2;
        return value;
    }

    public short Int16() => (short)UInt16();

    public uint UInt32()
    {
        uint value = BinaryPrimitives.ReadUInt32BigEndian(bytes[Position..]);
        Position += 4;
        return value;
    }
}
