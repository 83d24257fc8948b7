using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Countenance.Embedding;

namespace Countenance.Datasets.AffectNet;

/// <summary>
/// A NumPy file that holds one whole number: as text (<c>U</c>, <c>S</c>), as AffectNet stores it, or as a number of any type
/// (<c>i</c>, <c>u</c>, <c>f</c>).
/// </summary>
internal static class NpyWholeNumber
{
    /// <summary>Reads the number.</summary>
    /// <param name="content">The whole file.</param>
    /// <exception cref="FormatException">Not a NumPy file, not a single value, or not a whole number.</exception>
    public static int Read(ReadOnlySpan<byte> content)
    {
        using var stream = new MemoryStream(content.ToArray());
        NpyArrayType array;
        try
        {
            array = NpyHeader.ReadAny(stream);
        }
        catch (EndOfStreamException)
        {
            throw new FormatException("the file ends in the NumPy header");
        }

        ReadOnlySpan<byte> data = content[(int)stream.Position..];
        if (array.Shape.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Any(size => size != "1"))
        {
            throw new FormatException($"the array must hold one value. Got the shape ({array.Shape})");
        }

        if (array.Type is not [var order and ('<' or '>' or '|' or '='), var kind, .. var digits]
            || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int size))
        {
            throw new FormatException($"a value of the NumPy type '{array.Type}' is not a number");
        }

        size *= kind == 'U' ? sizeof(int) : 1; // counted in characters
        return size == data.Length
            ? Value(kind, order == '>', data, array.Type)
            : throw new FormatException($"a value of the NumPy type '{array.Type}' has {size} bytes. Got {data.Length}");
    }

    private static int Value(char kind, bool isBigEndian, ReadOnlySpan<byte> data, string type)
    {
        if (kind is 'U' or 'S')
        {
            Encoding encoding = kind == 'S' ? Encoding.ASCII : new UTF32Encoding(isBigEndian, byteOrderMark: false);
            string text = encoding.GetString(data).TrimEnd('\0').Trim();
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? Whole(number, text)
                : throw new FormatException($"the value must be a whole number. Got '{text}'");
        }

        Span<byte> bytes = stackalloc byte[sizeof(long)];
        if (kind is not ('i' or 'u' or 'f') || data.Length is not (1 or 2 or 4 or 8) || (kind == 'f' && data.Length == 1))
        {
            throw new FormatException($"a value of the NumPy type '{type}' is not a number");
        }

        bytes = bytes[..data.Length];
        data.CopyTo(bytes);
        if (isBigEndian)
        {
            bytes.Reverse();
        }

        double value = (kind, bytes.Length) switch
        {
            ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            ('f', _) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            ('i', 1) => (sbyte)bytes[0],
            (_, 1) => bytes[0],
            ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            (_, 2) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            (_, 4) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            ('i', _) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        };
        return Whole(value, value.ToString(CultureInfo.InvariantCulture));
    }

    private static int Whole(double number, string text) =>
        Math.Abs(number) <= int.MaxValue && number == Math.Floor(number)
            ? (int)number
            : throw new FormatException($"the value must be a whole number. Got '{text}'");
}
