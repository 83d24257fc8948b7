using System.Text.Json;
using System.Text.Json.Serialization;
using Countenance.Torch;

namespace Countenance.Embedding;

/// <summary>The JSON file beside a .npy array: everything a set has besides the embeddings.</summary>
internal static class EmbeddingSidecar
{
    public static void Write(string path, EmbeddingSet set)
    {
        var content = new SidecarContent(
            set.Embeddings.Count, set.Embeddings.Dimension, set.Labels, set.Names, set.ClassNames, set.Metadata);
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, content, EmbeddingJson.Default.SidecarContent));
    }

    /// <exception cref="EmbeddingFileException">The file is not what it should be, or belongs to an array of another shape.</exception>
    public static EmbeddingSet Read(string path, EmbeddingMatrix matrix)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var content = JsonSerializer.Deserialize(stream, EmbeddingJson.Default.SidecarContent)
                ?? throw new FormatException("the file holds null");
            if (content.Rows != matrix.Count || content.Dimension != matrix.Dimension)
            {
                throw new FormatException(
                    $"the file describes an array [{content.Rows}, {content.Dimension}], "
                    + $"but the one beside it is [{matrix.Count}, {matrix.Dimension}]; remove it to read the array alone");
            }

            return new EmbeddingSet(matrix, content.Labels, content.Names, content.ClassNames, content.Metadata);
        }
        catch (Exception error) when (
            error is IOException or UnauthorizedAccessException or JsonException or FormatException or ArgumentException)
        {
            throw new EmbeddingFileException(path, error.Message, error);
        }
    }
}

internal sealed record SidecarContent(
    int Rows,
    int Dimension,
    IReadOnlyList<int>? Labels,
    IReadOnlyList<string>? Names,
    IReadOnlyList<string>? ClassNames,
    IReadOnlyDictionary<string, string>? Metadata);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SidecarContent))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class EmbeddingJson : JsonSerializerContext;
