using System.Text;

namespace Countenance.Tests.Training;

/// <summary>An event as the test's own reader sees it; fields that were absent are null or 0.</summary>
internal sealed record DecodedEvent(double WallTime, long Step, string? FileVersion, int SessionStatus, string? Tag, float? Value);

/// <summary>
/// A reader of TensorBoard event files, written from the public formats and apart from the writer: a CRC bit by bit, protobuf fields
/// by number. Any damage is an exception.
/// </summary>
internal static class TensorBoardDecoder
{
    public static List<DecodedEvent> Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new BinaryReader(stream);
        var events = new List<DecodedEvent>();
        while (stream.Position < stream.Length)
        {
            byte[] length = reader.ReadBytes(8);
            Check(length, reader.ReadUInt32());
            byte[] payload = reader.ReadBytes(checked((int)BitConverter.ToUInt64(length)));
            Check(payload, reader.ReadUInt32());
            events.Add(Decode(payload));
        }

        return events;
    }

    private static DecodedEvent Decode(byte[] payload)
    {
        var fields = Fields(payload);
        byte[]? value = fields.TryGetValue(5, out byte[]? summary) ? Fields(summary)[1] : null;
        var parts = value is null ? [] : Fields(value);
        return new DecodedEvent(
            BitConverter.ToDouble(fields[1]),
            fields.TryGetValue(2, out byte[]? step) ? BitConverter.ToInt64(step) : 0,
            fields.TryGetValue(3, out byte[]? version) ? Encoding.UTF8.GetString(version) : null,
            fields.TryGetValue(7, out byte[]? session) ? (int)BitConverter.ToInt64(Fields(session)[1]) : 0,
            parts.TryGetValue(1, out byte[]? tag) ? Encoding.UTF8.GetString(tag) : null,
            parts.TryGetValue(2, out byte[]? number) ? BitConverter.ToSingle(number) : null);
    }

    private static Dictionary<int, byte[]> Fields(byte[] message)
    {
        var fields = new Dictionary<int, byte[]>();
        int at = 0;
        while (at < message.Length)
        {
            ulong key = Varint(message, ref at);
            byte[] content;
            switch (key & 7)
            {
                case 0:
                    content = BitConverter.GetBytes(Varint(message, ref at));
                    break;
                case 1:
                    content = message[at..(at + 8)];
                    at += 8;
                    break;
                case 2:
                    int length = (int)Varint(message, ref at);
                    content = message[at..(at + length)];
                    at += length;
                    break;
                case 5:
                    content = message[at..(at + 4)];
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"wire type {key & 7}");
            }

            fields.Add((int)(key >> 3), content);
        }

        return fields;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    private static void Check(byte[] data, uint stored)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) == 1 ? 0x82F63B78u : 0);
            }
        }

        crc = ~crc;
        if (unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8u) != stored)
        {
            throw new InvalidDataException("bad checksum");
        }
    }
}
