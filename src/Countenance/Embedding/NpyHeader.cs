using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Countenance.Embedding;

/// <summary>The header of a NumPy array file: magic, version, length, and a Python dictionary in text.</summary>
internal static partial class NpyHeader
{
    private const int PreambleLength = 10; // magic, two version bytes, 16-bit header length
    private const int DataAlignment = 64;
    private const int LongestHeader = 1 << 16;

    private static readonly byte[] Magic = [0x93, .. "NUMPY"u8];

    /// <summary>Everything before the data of a little-endian float32 array [rows, columns], in version 1.0.</summary>
    public static byte[] Compose(int rows, int columns)
    {
        string dictionary = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}";
        int length = (PreambleLength + dictionary.Length + 1 + DataAlignment - 1) / DataAlignment * DataAlignment;
        byte[] header = new byte[length];
        Magic.CopyTo(header, 0);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(length - PreambleLength));
        string padded = dictionary.PadRight(length - PreambleLength - 1) + '\n';
        Encoding.ASCII.GetBytes(padded, header.AsSpan(PreambleLength));
        return header;
    }

    /// <summary>Reads a header and leaves the stream at the data.</summary>
    /// <exception cref="FormatException">Not a NumPy file, or not a two-dimensional little-endian float32 array in C order.</exception>
    /// <exception cref="EndOfStreamException">The file ends in the header.</exception>
    public static (long Rows, long Columns) Read(Stream stream) => Matrix(ReadAny(stream));

    /// <summary>Reads the header of an array of any plain type and leaves the stream at the data.</summary>
    /// <exception cref="FormatException">Not a NumPy file of a plain array.</exception>
    /// <exception cref="EndOfStreamException">The file ends in the header.</exception>
    public static NpyArrayType ReadAny(Stream stream)
    {
        Span<byte> preamble = stackalloc byte[12];
        stream.ReadExactly(preamble[..PreambleLength]);
        if (!preamble.StartsWith(Magic))
        {
            throw new FormatException("not a NumPy array file: the first bytes are not \\x93NUMPY");
        }

        if (preamble[6] is < 1 or > 3)
        {
            throw new FormatException($"version {preamble[6]}.{preamble[7]} of the NumPy format is not supported; 1.0 to 3.0 are");
        }

        uint length = BinaryPrimitives.ReadUInt16LittleEndian(preamble[8..]);
        if (preamble[6] > 1)
        {
            stream.ReadExactly(preamble[PreambleLength..]);
            length = BinaryPrimitives.ReadUInt32LittleEndian(preamble[8..]);
        }

        if (length > LongestHeader)
        {
            throw new FormatException($"the header has {length} bytes, more than {LongestHeader}");
        }

        byte[] text = new byte[length];
        stream.ReadExactly(text);
        return Parse(Encoding.UTF8.GetString(text));
    }

    private static NpyArrayType Parse(string header)
    {
        var match = Dictionary().Match(header);
        return match.Success
            ? new NpyArrayType(match.Groups["type"].Value, match.Groups["fortran"].Value != "False", match.Groups["shape"].Value)
            : throw new FormatException($"the NumPy header must describe a plain array. Got {header.Trim()}");
    }

    private static (long Rows, long Columns) Matrix(NpyArrayType array)
    {
        (string type, bool isFortran, string shape) = array;
        if (type != "<f4")
        {
            throw new FormatException($"the array must be of little-endian float32 ('<f4'). Got '{type}'; convert it with .astype('<f4')");
        }

        if (isFortran)
        {
            throw new FormatException("the array must be in C order; convert it with numpy.ascontiguousarray");
        }

        string[] dimensions = shape.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return dimensions.Length == 2
            && int.TryParse(dimensions[0], NumberStyles.None, CultureInfo.InvariantCulture, out int rows)
            && int.TryParse(dimensions[1], NumberStyles.None, CultureInfo.InvariantCulture, out int columns)
            && columns > 0
            ? (rows, columns)
            : throw new FormatException($"the array must have the shape (N, D) with D ≥ 1. Got ({shape})");
    }

    [GeneratedRegex(
        """^\s*\{\s*'descr':\s*'(?<type>[^']*)',\s*'fortran_order':\s*(?<fortran>\w+),\s*'shape':\s*\((?<shape>[^)]*)\),?\s*\}\s*$""",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Dictionary();
}

/// <summary>What a header says of its array.</summary>
/// <param name="Type">NumPy's code of the type: byte order, kind, bytes, such as <c>&lt;f4</c>.</param>
/// <param name="IsFortran">Whether columns come one after the other instead of rows.</param>
/// <param name="Shape">What stands between the brackets of the shape; empty for a single value.</param>
internal sealed record NpyArrayType(string Type, bool IsFortran, string Shape);
