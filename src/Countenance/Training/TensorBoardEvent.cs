using System.Buffers.Binary;
using System.Text;

namespace Countenance.Training;

/// <summary>
/// The three kinds of TensorBoard's Event message written here, in protobuf's wire format. A field is a key, (number &lt;&lt; 3) | type,
/// and its value; the wire types are 0 varint, 1 fixed 64 bits, 2 length-delimited, 5 fixed 32 bits.
/// </summary>
internal static class TensorBoardEvent
{
    // Event
    private const byte WallTime = (1 << 3) | 1;
    private const byte Step = (2 << 3) | 0;
    private const byte Version = (3 << 3) | 2;
    private const byte Summary = (5 << 3) | 2;
    private const byte SessionLog = (7 << 3) | 2;

    // Summary and Summary.Value
    private const byte SummaryValue = (1 << 3) | 2;
    private const byte ValueTag = (1 << 3) | 2;
    private const byte ValueSimple = (2 << 3) | 5;

    // SessionLog
    private const byte SessionStatus = (1 << 3) | 0;
    private const byte SessionStatusStart = 1;

    /// <summary>The first event of every file.</summary>
    public static byte[] FileVersion(double wallTime) => [.. Head(wallTime, 0), .. Delimited(Version, "brain.Event:2"u8)];

    /// <summary>Says that events of older files from <paramref name="firstStep"/> on no longer count.</summary>
    public static byte[] SessionStart(double wallTime, long firstStep) =>
        [.. Head(wallTime, firstStep), .. Delimited(SessionLog, [SessionStatus, SessionStatusStart])];

    /// <summary>One value of one curve.</summary>
    public static byte[] Scalar(double wallTime, long step, string tag, float value)
    {
        byte[] number = new byte[1 + sizeof(float)];
        number[0] = ValueSimple;
        BinaryPrimitives.WriteSingleLittleEndian(number.AsSpan(1), value);
        byte[] content = [.. Delimited(ValueTag, Encoding.UTF8.GetBytes(tag)), .. number];
        return [.. Head(wallTime, step), .. Delimited(Summary, Delimited(SummaryValue, content))];
    }

    private static byte[] Head(double wallTime, long step)
    {
        byte[] time = new byte[1 + sizeof(double)];
        time[0] = WallTime;
        BinaryPrimitives.WriteDoubleLittleEndian(time.AsSpan(1), wallTime);
        return step == 0 ? time : [.. time, Step, .. Varint((ulong)step)];
    }

    private static byte[] Delimited(byte key, ReadOnlySpan<byte> content) => [key, .. Varint((ulong)content.Length), .. content];

    private static List<byte> Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
