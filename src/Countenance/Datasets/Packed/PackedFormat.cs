using System.Text;
using System.Text.Json;
using Countenance.Datasets.Caching;
using Countenance.Torch.Safetensors;
using Countenance.Vision;

namespace Countenance.Datasets.Packed;

/// <summary>
/// Data sets that <c>countenance pack</c> wrote, read in place: nothing is decoded, so OpenCV is not needed. Channels, size and label rule
/// are those they were packed with.
/// </summary>
internal sealed class PackedFormat : IDatasetFormat
{
    public const string Extension = ".safetensors";

    public string Name => "packed";

    public string Description => $"a {Extension} file that pack wrote";

    public IReadOnlyList<string> Splits { get; } = ["train", "valid", "test", "all"];

    /// <summary>Whether a file has the name of a packed one, whatever is in it.</summary>
    public static bool IsNamed(string path) => path.EndsWith(Extension, StringComparison.Ordinal) && File.Exists(path);

    /// <summary>Refuses a file that is not a packed one.</summary>
    /// <exception cref="DatasetException">It is damaged, or of another kind.</exception>
    public static void RequirePacked(string path)
    {
        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            Header(file, path);
        }
        catch (SafetensorsException error)
        {
            throw new DatasetException(path, error.Reason, error);
        }
    }

    public bool Recognises(string path)
    {
        try
        {
            if (IsNamed(path))
            {
                RequirePacked(path);
                return true;
            }

            return false;
        }
        catch (DatasetException)
        {
            return false;
        }
    }

    public ImageDataset Open(
        DatasetRequest request, IProgress<DecodingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.RequireSplitOf(this);
        SafetensorsFile? file = null;
        try
        {
            file = SafetensorsFile.Open(request.Path);
            return Read(file, Split(file, request), request);
        }
        catch (Exception error)
        {
            file?.Dispose();
            switch (error)
            {
                case SafetensorsException unreadable:
                    throw new DatasetException(request.Path, unreadable.Reason, error);
                case ArgumentException or FormatException or JsonException or InvalidCastException:
                    throw new DatasetException(request.Path, "is damaged: " + error.Message, error);
                default:
                    throw;
            }
        }
    }

    private static string Header(SafetensorsFile file, string path)
        => file.Metadata.TryGetValue(PackedDataset.MetadataKey, out string? json)
            ? json
            : throw new DatasetException(path, "is not packed: expected a file that pack wrote");

    private static PackedSplit Split(SafetensorsFile file, DatasetRequest request)
    {
        PackedHeader header = JsonSerializer.Deserialize(Header(file, request.Path), PackedJson.Default.PackedHeader)
            ?? throw new JsonException("null");
        if (header.Version > PackedDataset.CurrentVersion)
        {
            throw new DatasetException(request.Path, $"was packed by a later version of this program (layout {header.Version})");
        }

        PackedSplit split = header.Splits.FirstOrDefault(split => split.Name == request.Split)
            ?? (request.Split == "train" && header.Splits is [{ Name: "all", Format: "folder" } whole] ? whole : null) // class folders alone
            ?? throw new DatasetException(
                request.Path, $"has no split '{request.Split}', only {string.Join(", ", header.Splits.Select(split => split.Name))}");

        // What has no votes has one rule of its own, and is asked for by the default.
        return request.Labels == split.LabelRule || !DatasetRequest.LabelRules.Contains(split.LabelRule)
            ? split
            : throw new DatasetException(request.Path, $"was packed with the label rule '{split.LabelRule}', not '{request.Labels}'");
    }

    private static ImageDataset Read(SafetensorsFile file, PackedSplit split, DatasetRequest request)
    {
        SafetensorsEntry pixels = file[$"{split.Name}.pixels"];
        if (pixels.Type != SafetensorsType.U8 || pixels.Shape is not [var count, 1 or 3, >= 1 and <= 4096, >= 1 and <= 4096])
        {
            throw new FormatException($"{pixels.Name} must be uint8 [N, C, H, W]. Got {pixels.Type} [{string.Join(", ", pixels.Shape)}]");
        }

        var shape = new PixelShape(checked((int)count), (int)pixels.Shape[1], (int)pixels.Shape[2], (int)pixels.Shape[3]);
        RequireFit(shape, request);
        var labels = new DatasetLabels(
            Names(file, split.Name),
            file.Values<int>($"{split.Name}.labels").ToArray(),
            file.TryGet($"{split.Name}.votes", out _) ? file.Values<float>($"{split.Name}.votes").ToArray() : null,
            Attributes(file, $"{split.Name}.attributes."));
        var identity = new DatasetIdentity(split.Format, split.Name, split.LabelRule, split.ClassNames) { LeftOut = split.LeftOut };
        return new ImageDataset(identity, labels, shape, new MappedPixels(file, pixels));
    }

    private static void RequireFit(PixelShape shape, DatasetRequest request)
    {
        ColorMode color = shape.Channels == 1 ? ColorMode.Gray : ColorMode.Rgb;
        if (request.Color is { } wanted && wanted != color)
        {
            int needed = wanted == ColorMode.Gray ? 1 : 3;
            throw new DatasetException(request.Path, $"was packed with {shape.Channels} channels, {needed} are needed");
        }

        if (request.Size is { } side && (side, side) != (shape.Height, shape.Width))
        {
            throw new DatasetException(request.Path, $"was packed with {shape.Height}×{shape.Width} pixels, {side}×{side} are needed");
        }
    }

    private static string[] Names(SafetensorsFile file, string split)
    {
        ReadOnlySpan<byte> bytes = file.Values<byte>($"{split}.names");
        return bytes.IsEmpty
            ? []
            : bytes[^1] == 0
                ? Encoding.UTF8.GetString(bytes[..^1]).Split('\0')
                : throw new FormatException($"{split}.names must end with a zero byte");
    }

    private static Dictionary<string, int[]>? Attributes(SafetensorsFile file, string prefix)
    {
        var attributes = file.Entries
            .Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Name[prefix.Length..], entry => file.Values<int>(entry.Name).ToArray());
        return attributes.Count > 0 ? attributes : null;
    }
}
