using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Countenance.Torch.Safetensors;

namespace Countenance.Datasets.Packed;

/// <summary>
/// A data set as one safetensors file of decoded pixels, to be carried to a machine that has neither the pictures nor a decoder: for a
/// split S the tensors <c>S.pixels</c> uint8 [N, C, H, W], <c>S.labels</c> int32 [N], <c>S.names</c> uint8 (UTF-8, a zero byte after each),
/// <c>S.votes</c> float32 [N, K] and <c>S.attributes.NAME</c> int32 [N] where the set has them; what else is known of the splits is JSON
/// in the metadata under <c>countenance.dataset</c>. It keeps the name of its first format and the digest.
/// </summary>
public static class PackedDataset
{
    internal const string MetadataKey = "countenance.dataset";
    internal const int CurrentVersion = 1;

    /// <summary>Writes splits into one file, atomically.</summary>
    /// <param name="path">The file; its name must end in <c>.safetensors</c>.</param>
    /// <param name="splits">The splits, each with a name of its own.</param>
    /// <exception cref="ArgumentException">There is no split, two have one name, or the file's name ends otherwise.</exception>
    public static void Write(string path, IReadOnlyList<ImageDataset> splits)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(splits);
        if (!path.EndsWith(PackedFormat.Extension, StringComparison.Ordinal))
        {
            throw new ArgumentException($"The file must end in {PackedFormat.Extension}. Got {path}.", nameof(path));
        }

        if (splits.Count == 0 || splits.DistinctBy(split => split.Split).Count() < splits.Count)
        {
            throw new ArgumentException(
                $"There must be splits, each once. Got [{string.Join(", ", splits.Select(split => split.Split))}].", nameof(splits));
        }

        var header = new PackedHeader(CurrentVersion, [.. splits.Select(split => new PackedSplit(
            split.Split, split.Format, split.LabelRule, split.ClassNames, split.LeftOut))]);
        SafetensorsWriter.Write(
            path,
            [.. splits.SelectMany(Sources)],
            new Dictionary<string, string> { [MetadataKey] = JsonSerializer.Serialize(header, PackedJson.Default.PackedHeader) });
    }

    private static IEnumerable<SafetensorsSource> Sources(ImageDataset split)
    {
        string name = split.Split;
        long count = split.Count;
        yield return SafetensorsSource.FromCallback(
            $"{name}.pixels", SafetensorsType.U8, [count, split.Channels, split.Height, split.Width], stream =>
            {
                for (int i = 0; i < split.Count; i++)
                {
                    stream.Write(split.Pixels(i));
                }
            });
        yield return SafetensorsSource.FromValues<int>($"{name}.labels", [count], split.Labels);
        byte[] names = Encoding.UTF8.GetBytes(string.Concat(split.Names.Select(text => text + '\0')));
        yield return SafetensorsSource.FromValues<byte>($"{name}.names", [names.Length], names);
        if (split.Votes is { } votes)
        {
            yield return SafetensorsSource.FromValues<float>($"{name}.votes", [count, split.ClassNames.Count], votes);
        }

        foreach ((string attribute, int[] values) in split.Attributes ?? new Dictionary<string, int[]>())
        {
            yield return SafetensorsSource.FromValues<int>($"{name}.attributes.{attribute}", [count], values);
        }
    }
}

internal sealed record PackedHeader(int Version, IReadOnlyList<PackedSplit> Splits);

internal sealed record PackedSplit(
    string Name, string Format, string LabelRule, IReadOnlyList<string> ClassNames, IReadOnlyList<LeftOut> LeftOut);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PackedHeader))]
internal sealed partial class PackedJson : JsonSerializerContext;
