using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Countenance.Retrieval;

namespace Countenance.Benchmarks;

/// <summary>
/// Milliseconds of one query over a large album: N vectors drawn around centres as a trained embedding lies, K nearest, exact. Its peer is
/// faiss's exact index in <c>peers/album_search.py</c>; <c>album_search.sh</c> runs both in turn on the same file.
/// </summary>
internal static class AlbumSearchScenario
{
    private const int Queries = 200;
    private const int Warmup = 50;

    /// <summary>Runs <c>VECTORS.npy QUERIES.npy K [THREADS]</c>; prints one line of JSON.</summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length is not (3 or 4))
        {
            Console.Error.WriteLine("usage: album-search VECTORS.npy QUERIES.npy K [THREADS]");
            return 2;
        }

        var vectors = Embedding.EmbeddingFile.Read(arguments[0]).Embeddings;
        var queries = Embedding.EmbeddingFile.Read(arguments[1]).Embeddings;
        var k = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        var threads = arguments.Length > 3 ? int.Parse(arguments[3], CultureInfo.InvariantCulture) : -1;
        var started = Stopwatch.GetTimestamp();
        var index = new VectorIndex(vectors, threads);
        var prepared = Stopwatch.GetElapsedTime(started).TotalSeconds;
        for (var i = 0; i < Warmup; i++)
        {
            index.Search(queries[i % queries.Count], k);
        }

        var milliseconds = new double[Queries];
        var sum = 0.0;
        for (var i = 0; i < Queries; i++)
        {
            started = Stopwatch.GetTimestamp();
            var found = index.Search(queries[i % queries.Count], k);
            milliseconds[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            sum += found.SquaredDistances.Sum();
        }

        Array.Sort(milliseconds);
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["library"] = "countenance",
            ["rows"] = vectors.Count,
            ["dimension"] = vectors.Dimension,
            ["k"] = k,
            ["threads"] = threads < 0 ? Environment.ProcessorCount : threads,
            ["prepareSeconds"] = Math.Round(prepared, 3),
            ["p50"] = Math.Round(milliseconds[Queries / 2], 3),
            ["p95"] = Math.Round(milliseconds[Queries * 95 / 100], 3),
            ["sum"] = sum,
        }));
        return 0;
    }
}
