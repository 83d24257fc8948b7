using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Countenance.Torch;

namespace Countenance.Training;

/// <summary>
/// The metrics.jsonl of a run: one JSON object per line, one line per epoch. Every line is on the disk when <see cref="Append"/> returns; a
/// line that a killed process left half-written is not read, and is cut off by the next <see cref="Append"/>.
/// </summary>
/// <remarks>One process writes at a time; any number may read meanwhile. A line counts once its line feed is there.</remarks>
public sealed class MetricsLog
{
    private const byte LineFeed = (byte)'\n';

    /// <summary>Names the log; the file is made by the first <see cref="Append"/>.</summary>
    /// <param name="path">The log's path; its folder must exist.</param>
    public MetricsLog(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
    }

    /// <summary>The log's path.</summary>
    public string Path { get; }

    /// <summary>Adds a line and flushes it to the disk.</summary>
    /// <exception cref="IOException">The file could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written to.</exception>
    public void Append(EpochMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        byte[] line = Serialize(metrics);
        using var stream = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        long end = FindEnd(stream);
        if (end != stream.Length)
        {
            stream.SetLength(end);
        }

        stream.Position = end;
        stream.Write(line);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>All whole lines, in the order of the file; empty when there is no file.</summary>
    /// <exception cref="MetricsLogException">A whole line is not a line of metrics.</exception>
    public IReadOnlyList<EpochMetrics> Read()
    {
        if (!File.Exists(Path))
        {
            return [];
        }

        var epochs = new List<EpochMetrics>();
        ReadOnlySpan<byte> rest = ReadAllBytes();
        for (int length = rest.IndexOf(LineFeed); length >= 0; length = rest.IndexOf(LineFeed))
        {
            epochs.Add(Parse(rest[..length], line: epochs.Count + 1));
            rest = rest[(length + 1)..];
        }

        return epochs;
    }

    /// <summary>Drops the lines of epochs after <paramref name="epoch"/>, atomically: a resumed run will repeat them.</summary>
    /// <param name="epoch">The last epoch to keep; 0 keeps none.</param>
    /// <exception cref="MetricsLogException">A whole line is not a line of metrics.</exception>
    /// <exception cref="IOException">The file could not be written; it stays as it was.</exception>
    public void CutAfter(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        var epochs = Read();
        if (epochs.Any(metrics => metrics.Epoch > epoch))
        {
            AtomicFile.Write(Path, stream =>
            {
                foreach (var metrics in epochs.Where(metrics => metrics.Epoch <= epoch))
                {
                    stream.Write(Serialize(metrics));
                }
            });
        }
    }

    private static byte[] Serialize(EpochMetrics metrics)
        => [.. JsonSerializer.SerializeToUtf8Bytes(metrics, MetricsJson.Default.EpochMetrics), LineFeed];

    private EpochMetrics Parse(ReadOnlySpan<byte> json, int line)
    {
        try
        {
            return JsonSerializer.Deserialize(json, MetricsJson.Default.EpochMetrics)
                ?? throw new MetricsLogException(Path, line, "the line is null");
        }
        catch (JsonException error)
        {
            throw new MetricsLogException(Path, line, $"not a line of metrics: {error.Message}", error);
        }
    }

    private byte[] ReadAllBytes()
    {
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The position after the last line feed, found from the end backwards.</summary>
    private static long FindEnd(FileStream stream)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            for (long end = stream.Length; end > 0;)
            {
                int length = (int)Math.Min(block.Length, end);
                stream.Position = end - length;
                stream.ReadExactly(block, 0, length);
                int last = block.AsSpan(0, length).LastIndexOf(LineFeed);
                if (last >= 0)
                {
                    return end - length + last + 1;
                }

                end -= length;
            }

            return 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}

// JSON has no NaN: "NaN", "Infinity", "-Infinity"
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EpochMetrics))]
internal sealed partial class MetricsJson : JsonSerializerContext;
