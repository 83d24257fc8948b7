using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Countenance.Datasets;
using Countenance.Embedding;
using Countenance.Models;
using Countenance.Torch;

namespace Countenance.Benchmarks;

/// <summary>
/// Images a second of the network alone, from decoded images in memory to embeddings. Its peer is <c>peers/embed_resnet18.py --decoded</c>;
/// <c>inference.sh</c> runs both in turn.
/// </summary>
internal static class InferenceScenario
{
    private const int Rounds = 3;

    /// <summary>Runs the scenario: <c>MODEL DATA SPLIT PRECISION OUT.npy</c>; prints one line of JSON.</summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length != 5)
        {
            Console.Error.WriteLine("usage: inference MODEL.safetensors DATA SPLIT fp32|bf16|int8 OUT.npy");
            return 2;
        }

        ComputePrecision precision = ComputePrecisionExtensions.Parse(arguments[3]);
        TorchRuntime.KeepMemory();
        TorchRuntime.ThreadCount = Environment.ProcessorCount;
        using EmbeddingModel model = ModelFile.Load(arguments[0]);
        using ImageDataset dataset = DatasetFormats.Open(new DatasetRequest(arguments[1], arguments[2]));
        model.Embed(dataset, [.. Enumerable.Range(0, Math.Min(512, dataset.Count))], precision);
        var seconds = new double[Rounds];
        EmbeddingMatrix? embeddings = null;
        for (int i = 0; i < Rounds; i++)
        {
            long started = Stopwatch.GetTimestamp();
            embeddings = model.Embed(dataset, precision: precision);
            seconds[i] = Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        Array.Sort(seconds);
        EmbeddingFile.Write(arguments[4], new EmbeddingSet(embeddings!));
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["precision"] = arguments[3],
            ["images"] = dataset.Count,
            ["imagesPerSecond"] = Math.Round(dataset.Count / seconds[Rounds / 2], 1),
            ["threads"] = TorchRuntime.ThreadCount.ToString(CultureInfo.InvariantCulture),
        }));
        return 0;
    }
}
