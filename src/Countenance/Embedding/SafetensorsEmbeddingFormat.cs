using System.Text;
using System.Text.Json;
using Countenance.Torch.Safetensors;

namespace Countenance.Embedding;

/// <summary>Embeddings as safetensors; <see cref="EmbeddingFile"/> describes the layout.</summary>
internal sealed class SafetensorsEmbeddingFormat : IEmbeddingFormat
{
    private const string EmbeddingsName = "embeddings";
    private const string LabelsName = "labels";
    private const string NamesName = "names";

    public string Extension => ".safetensors";

    public void Write(string path, EmbeddingSet set)
    {
        var matrix = set.Embeddings;
        var tensors = new List<SafetensorsSource>
        {
            SafetensorsSource.FromValues<float>(EmbeddingsName, [matrix.Count, matrix.Dimension], matrix.Values),
        };
        if (set.Labels is not null)
        {
            long[] labels = [.. set.Labels.Select(label => (long)label)];
            tensors.Add(SafetensorsSource.FromValues<long>(LabelsName, [labels.Length], labels));
        }

        if (set.Names is not null)
        {
            byte[] names = Encoding.UTF8.GetBytes(string.Concat(set.Names.Select(name => name + '\0')));
            tensors.Add(SafetensorsSource.FromValues<byte>(NamesName, [names.Length], names));
        }

        var metadata = new Dictionary<string, string>(set.Metadata);
        if (set.ClassNames.Count > 0)
        {
            metadata.Add(EmbeddingSet.ClassNamesKey, JsonSerializer.Serialize(set.ClassNames, EmbeddingJson.Default.IReadOnlyListString));
        }

        SafetensorsWriter.Write(path, tensors, metadata);
    }

    public EmbeddingSet Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        var shape = file[EmbeddingsName].Shape;
        if (shape.Count != 2 || shape[1] is < 1 or > int.MaxValue)
        {
            throw new FormatException($"tensor '{EmbeddingsName}' must have the shape [N, D] with D ≥ 1. Got [{string.Join(", ", shape)}]");
        }

        var matrix = new EmbeddingMatrix(file.Values<float>(EmbeddingsName).ToArray(), (int)shape[1]);
        var metadata = new Dictionary<string, string>(file.Metadata);
        metadata.Remove(EmbeddingSet.ClassNamesKey, out string? classNames);
        return new EmbeddingSet(matrix, ReadLabels(file), ReadNames(file), ReadClassNames(classNames), metadata);
    }

    private static int[]? ReadLabels(SafetensorsFile file)
    {
        if (!file.TryGet(LabelsName, out var entry))
        {
            return null;
        }

        if (entry.Type == SafetensorsType.I32)
        {
            return file.Values<int>(LabelsName).ToArray();
        }

        var values = file.Values<long>(LabelsName);
        int[] labels = new int[values.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = values[i] is >= -1 and <= int.MaxValue
                ? (int)values[i]
                : throw new FormatException($"tensor '{LabelsName}' must hold class indices or −1. Got {values[i]} at {i}");
        }

        return labels;
    }

    private static string[]? ReadNames(SafetensorsFile file)
    {
        if (!file.TryGet(NamesName, out _))
        {
            return null;
        }

        var bytes = file.Values<byte>(NamesName);
        if (!bytes.IsEmpty && bytes[^1] != 0)
        {
            throw new FormatException($"tensor '{NamesName}' must end with a zero byte");
        }

        return bytes.IsEmpty ? [] : Encoding.UTF8.GetString(bytes[..^1]).Split('\0');
    }

    private static IReadOnlyList<string>? ReadClassNames(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, EmbeddingJson.Default.IReadOnlyListString);
        }
        catch (JsonException error)
        {
            throw new FormatException($"metadata '{EmbeddingSet.ClassNamesKey}' must be a JSON array of strings: {error.Message}", error);
        }
    }
}
