using System.Text.Json;
using System.Text.Unicode;

namespace Countenance.Torch.Safetensors;

/// <summary>The JSON header of a safetensors file: parsing, with every check that does not need the data.</summary>
/// <remarks>Every failure is a <see cref="FormatException"/> that says where; <see cref="SafetensorsFile"/> adds the path.</remarks>
internal sealed class SafetensorsHeader
{
    /// <summary>Longest header accepted or written, in bytes, as in the reference implementation.</summary>
    public const int MaxLength = 100_000_000;

    /// <summary>Most dimensions of a tensor, as in libtorch.</summary>
    public const int MaxRank = 64;

    /// <summary>The reserved name that holds the metadata.</summary>
    public const string MetadataName = "__metadata__";

    // An object of objects of arrays: 3 levels. One more, so that the error of a deeper value can name its tensor.
    private const int MaxDepth = 4;

    private const int LongestShown = 200;

    private SafetensorsHeader(Dictionary<string, string> metadata, List<SafetensorsEntry> entries)
    {
        Metadata = metadata;
        Entries = entries;
    }

    public Dictionary<string, string> Metadata { get; }

    /// <summary>Sorted by offset.</summary>
    public List<SafetensorsEntry> Entries { get; }

    /// <summary>Parses a header; the tensors fill [0, <paramref name="dataLength"/>) without holes or overlaps, or it is refused.</summary>
    /// <exception cref="FormatException">The header is not valid.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
        {
            throw new FormatException("the header must start with '{'");
        }

        if (!Utf8.IsValid(json))
        {
            throw new FormatException("the header is not valid UTF-8");
        }

        SafetensorsHeader header;
        try
        {
            header = Read(json);
        }
        catch (JsonException error)
        {
            throw new FormatException($"the header is not valid JSON: {error.Message}", error);
        }
        catch (InvalidOperationException error)
        {
            // What Utf8JsonReader throws for an escaped lone surrogate.
            throw new FormatException($"the header holds an invalid string: {error.Message}", error);
        }

        header.CheckOffsets(dataLength);
        return header;
    }

    private static SafetensorsHeader Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        var entries = new List<SafetensorsEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        Dictionary<string, string>? metadata = null;
        reader.Read(); // '{', as checked
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!names.Add(name))
            {
                throw At(ref reader, $"'{Shown(name)}' occurs twice");
            }

            reader.Read();
            if (name == MetadataName)
            {
                metadata = ReadMetadata(ref reader);
            }
            else
            {
                entries.Add(ReadEntry(ref reader, name));
            }
        }

        while (reader.Read())
        {
            // Reads to the end: anything but white space behind the object is a JsonException.
        }

        entries.Sort((a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : a.Length.CompareTo(b.Length));
        return new SafetensorsHeader(metadata ?? [], entries);
    }

    private static Dictionary<string, string> ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, $"{MetadataName} must be an object");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            Expect(ref reader, JsonTokenType.String, $"{MetadataName} '{Shown(key)}' must be a string");
            if (!metadata.TryAdd(key, reader.GetString()!))
            {
                throw At(ref reader, $"{MetadataName} '{Shown(key)}' occurs twice");
            }
        }

        return metadata;
    }

    private static SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.StartObject, $"tensor '{Shown(name)}' must be an object");
        SafetensorsType? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string field = reader.GetString()!;
            reader.Read();
            bool isFirst = field switch
            {
                "dtype" => type is null,
                "shape" => shape is null,
                "data_offsets" => offsets is null,
                _ => throw At(ref reader, $"tensor '{Shown(name)}' has the unknown field '{Shown(field)}'"),
            };
            if (!isFirst)
            {
                throw At(ref reader, $"tensor '{Shown(name)}' has the field '{Shown(field)}' twice");
            }

            switch (field)
            {
                case "dtype":
                    type = ReadType(ref reader, name);
                    break;
                case "shape":
                    shape = ReadNumbers(ref reader, name, field, MaxRank);
                    break;
                default:
                    offsets = ReadNumbers(ref reader, name, field, 2);
                    break;
            }
        }

        if (type is null || shape is null || offsets is null)
        {
            string missing = type is null ? "dtype" : shape is null ? "shape" : "data_offsets";
            throw At(ref reader, $"tensor '{Shown(name)}' lacks the field '{missing}'");
        }

        return CheckEntry(ref reader, name, type.Value, shape, offsets);
    }

    private static SafetensorsType ReadType(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.String, $"dtype of tensor '{Shown(name)}' must be a string");
        string text = reader.GetString()!;
        return SafetensorsTypeExtensions.TryParse(text, out var type)
            ? type
            : throw At(
                ref reader,
                $"tensor '{Shown(name)}' has the dtype '{Shown(text)}', which is not supported; "
                + $"supported are {SafetensorsTypeExtensions.ValidNames}");
    }

    private static long[] ReadNumbers(ref Utf8JsonReader reader, string name, string field, int limit)
    {
        Expect(ref reader, JsonTokenType.StartArray, $"{field} of tensor '{Shown(name)}' must be an array");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
            {
                throw At(ref reader, $"{field} of tensor '{Shown(name)}' must hold whole numbers from 0 to {long.MaxValue}");
            }

            if (numbers.Count == limit)
            {
                throw At(ref reader, $"{field} of tensor '{Shown(name)}' has more than {limit} numbers");
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static SafetensorsEntry CheckEntry(
        ref Utf8JsonReader reader, string name, SafetensorsType type, long[] shape, long[] offsets)
    {
        if (offsets.Length != 2 || offsets[0] > offsets[1])
        {
            throw At(
                ref reader,
                $"data_offsets of tensor '{Shown(name)}' must be [begin, end] with begin ≤ end. Got [{string.Join(", ", offsets)}]");
        }

        string described = $"{type.FormatName()} [{string.Join(", ", shape)}]";
        long length = type.ByteLength(shape)
            ?? throw At(ref reader, $"tensor '{Shown(name)}' of {described} has more bytes than 64 bits can count");
        return length == offsets[1] - offsets[0]
            ? new SafetensorsEntry(name, type, Array.AsReadOnly(shape), offsets[0], length)
            : throw At(
                ref reader,
                $"tensor '{Shown(name)}' of {described} needs {length} bytes, "
                + $"but its data_offsets [{offsets[0]}, {offsets[1]}] span {offsets[1] - offsets[0]}");
    }

    private void CheckOffsets(long dataLength)
    {
        long end = 0;
        foreach (var entry in Entries)
        {
            if (entry.Offset != end)
            {
                string what = entry.Offset > end ? "leaves a hole" : "overlaps another";
                throw new FormatException($"tensor '{Shown(entry.Name)}' {what}: it starts at data byte {entry.Offset}, expected {end}");
            }

            end += entry.Length; // cannot overflow: both are the entry's parsed end offset
            if (end > dataLength)
            {
                throw new FormatException(
                    $"tensor '{Shown(entry.Name)}' ends at data byte {end}, but the file holds only {dataLength} bytes (truncated?)");
            }
        }

        if (end != dataLength)
        {
            throw new FormatException($"{dataLength - end} bytes follow the last tensor, which ends at data byte {end}");
        }
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string message)
    {
        if (reader.TokenType != type)
        {
            throw At(ref reader, message);
        }
    }

    // A hostile name may be megabytes of control characters; a message is read on a terminal.
    private static string Shown(string text)
    {
        string clipped = text.Length <= LongestShown ? text : string.Concat(text.AsSpan(0, LongestShown), "…");
        return string.Create(clipped.Length, clipped, (shown, source) =>
        {
            for (int i = 0; i < shown.Length; i++)
            {
                shown[i] = char.IsControl(source[i]) ? '\uFFFD' : source[i];
            }
        });
    }

    private static FormatException At(ref Utf8JsonReader reader, string message) => new($"header byte {reader.TokenStartIndex}: {message}");
}
