using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Countenance.Torch.Safetensors;

/// <summary>Writes safetensors files: streamed, atomically, the same bytes for the same tensors and metadata.</summary>
public static class SafetensorsWriter
{
    // The format asks for 8. A cache line lets kernels use mapped tensors as they are.
    private const int DataAlignment = 64;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Replaces the file at <paramref name="path"/> (see <see cref="AtomicFile"/>) by one of the tensors and metadata.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="tensors">The tensors. In the file those with wider elements come first (so that every tensor is aligned to its
    /// elements), otherwise in the given order.</param>
    /// <param name="metadata">Texts for the header, written in ordinal order of their keys.</param>
    /// <exception cref="ArgumentException">Two tensors share a name, a name is <c>__metadata__</c>, a text is not valid Unicode, or the
    /// header would pass 100 MB.</exception>
    /// <exception cref="InvalidOperationException">A source wrote too few or too many bytes; the old file stays.</exception>
    /// <exception cref="IOException">The file could not be written; the old file stays.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(
        string path, IReadOnlyList<SafetensorsSource> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        CheckNames(tensors);
        SafetensorsSource[] ordered = [.. tensors.OrderByDescending(tensor => tensor.Type.ElementSize())]; // a stable sort
        byte[] head = BuildHead(ordered, metadata);
        AtomicFile.Write(path, file =>
        {
            file.Write(head);
            foreach (var tensor in ordered)
            {
                tensor.WriteTo(file);
            }
        });
    }

    private static void CheckNames(IReadOnlyList<SafetensorsSource> tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tensor in tensors)
        {
            if (tensor.Name == SafetensorsHeader.MetadataName)
            {
                throw new ArgumentException(
                    $"A tensor must not be named '{SafetensorsHeader.MetadataName}', which is reserved.", nameof(tensors));
            }

            if (!names.Add(tensor.Name))
            {
                throw new ArgumentException($"Tensor names must be unique. Got '{tensor.Name}' twice.", nameof(tensors));
            }
        }
    }

    /// <summary>The length field and the header, padded with spaces so that the data start aligned.</summary>
    private static byte[] BuildHead(SafetensorsSource[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            WriteMetadata(writer, metadata);
            long offset = 0;
            foreach (var tensor in tensors)
            {
                WriteEntry(writer, tensor, offset);
                offset = checked(offset + tensor.Length);
            }

            writer.WriteEndObject();
        }

        int end = sizeof(ulong) + json.WrittenCount;
        byte[] head = new byte[(end + DataAlignment - 1) / DataAlignment * DataAlignment];
        if (head.Length - sizeof(ulong) > SafetensorsHeader.MaxLength)
        {
            throw new ArgumentException(
                $"Names, shapes and metadata must fit a header of {SafetensorsHeader.MaxLength} bytes. Got {head.Length - sizeof(ulong)}.",
                nameof(metadata));
        }

        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)(head.Length - sizeof(ulong)));
        json.WrittenSpan.CopyTo(head.AsSpan(sizeof(ulong)));
        head.AsSpan(end).Fill((byte)' ');
        return head;
    }

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null || metadata.Count == 0)
        {
            return;
        }

        writer.WriteStartObject(SafetensorsHeader.MetadataName);
        foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WriteString(Strict(key), Strict(value));
        }

        writer.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter writer, SafetensorsSource tensor, long offset)
    {
        writer.WriteStartObject(Strict(tensor.Name));
        writer.WriteString("dtype", tensor.Type.FormatName());
        writer.WriteStartArray("shape");
        foreach (long dimension in tensor.Shape)
        {
            writer.WriteNumberValue(dimension);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(offset);
        writer.WriteNumberValue(offset + tensor.Length);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // Utf8JsonWriter would replace a lone surrogate, and two names might become one. An EncoderFallbackException is an ArgumentException.
    private static byte[] Strict(string text) => StrictUtf8.GetBytes(text);
}
