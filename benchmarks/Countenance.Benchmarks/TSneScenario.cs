using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Countenance.Embedding;
using Countenance.Projection;

namespace Countenance.Benchmarks;

/// <summary>
/// Seconds and quality of our t-SNE. Its peer is <c>peers/tsne.py</c>; <c>tsne.sh</c> runs both in turn. A map of the peer's is measured by
/// the same code as ours; maps of very many points, whose measures take longer than the maps, are not.
/// </summary>
internal static class TSneScenario
{
    private const int LargestMeasured = 50_000;

    private static readonly int[] NeighborCounts = [10, 30];

    /// <summary>Runs the scenario: <c>EMBEDDINGS.npy N [PEER_MAP.npy]</c> takes the first N rows; prints one line of JSON.</summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length is < 2 or > 3)
        {
            Console.Error.WriteLine("usage: tsne EMBEDDINGS.npy N [PEER_MAP.npy]");
            return 2;
        }

        var all = EmbeddingFile.Read(arguments[0]).Embeddings;
        int count = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        if (count > all.Count)
        {
            Console.Error.WriteLine($"{arguments[0]} has {all.Count} rows, fewer than {count}");
            return 2;
        }

        var embeddings = new EmbeddingMatrix(all.Values[..(count * all.Dimension)], all.Dimension);
        var process = Process.GetCurrentProcess();
        TimeSpan used = process.TotalProcessorTime;
        long started = Stopwatch.GetTimestamp();
        var map = TSne.Fit(embeddings); // cold: the first map of a process, its compilation included
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        double processorSeconds = (process.TotalProcessorTime - used).TotalSeconds;

        started = Stopwatch.GetTimestamp();
        map.Place(embeddings);
        var figures = new Dictionary<string, object>
        {
            ["points"] = count,
            ["dimension"] = embeddings.Dimension,
            ["threads"] = Environment.ProcessorCount,
            ["seconds"] = Math.Round(seconds, 2),
            ["processorSeconds"] = Math.Round(processorSeconds, 2),
            ["placeSeconds"] = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2),
            ["klDivergence"] = Math.Round(map.KlDivergence, 4),
            ["peakMegabytes"] = process.PeakWorkingSet64 / 1_000_000,
        };
        if (count <= LargestMeasured)
        {
            figures["quality"] = Measure(embeddings, map.Points);
        }

        if (arguments.Length == 3 && count <= LargestMeasured)
        {
            figures["peerQuality"] = Measure(embeddings, EmbeddingFile.Read(arguments[2]).Embeddings);
        }

        Console.WriteLine(JsonSerializer.Serialize(figures));
        return 0;
    }

    private static Dictionary<string, double> Measure(EmbeddingMatrix embeddings, EmbeddingMatrix points)
    {
        var measures = new Dictionary<string, double>();
        foreach (int k in NeighborCounts)
        {
            measures[$"trustworthiness{k}"] = Math.Round(MapQuality.Trustworthiness(embeddings, points, k), 5);
            measures[$"preservation{k}"] = Math.Round(MapQuality.NeighbourhoodPreservation(embeddings, points, k), 5);
        }

        return measures;
    }
}
