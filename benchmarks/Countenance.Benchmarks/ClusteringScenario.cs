using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using Countenance.Clustering;
using Countenance.Embedding;
using Countenance.Retrieval;

namespace Countenance.Benchmarks;

/// <summary>
/// Seconds and most memory of k-means, Gaussian mixture, agreement of labels, neighbours and Recall@K on a matrix of embeddings. Its peers are
/// those of <c>peers/clustering.py</c>; <c>clustering.sh</c> runs both in turn.
/// </summary>
internal static class ClusteringScenario
{
    private const int Groups = 40;
    private const int Neighbours = 11;
    private const int Labels = 1_000_000;
    private const int WarmupRows = 2500;
    private const int BatchQueries = 1000;
    private const int RecallQueries = 10_000;
    private const int RecallClasses = 8;

    private static readonly int[] RecallK = [1, 8, 32];

    private static readonly Dictionary<string, Func<EmbeddingMatrix, string>> Parts = new()
    {
        ["kmeans"] = Cluster,
        ["mixture"] = embeddings => Mix(embeddings, new GaussianMixtureOptions { Components = Groups }),
        ["mixture20"] = embeddings => Mix(
            embeddings, new GaussianMixtureOptions { Components = Groups, MaxIterations = 20, Tolerance = 0 }),
        ["nmi"] = Agree("nmi", ClusteringMetrics.NormalizedMutualInformation),
        ["pairs"] = Agree("pairwise F1", ClusteringMetrics.PairwiseF1),
        ["knn"] = SearchAll,
        ["batch"] = SearchBatch,
        ["recall"] = Recall,
        ["index"] = embeddings => $"{new VectorIndex(embeddings).Matrix.Count} rows",
    };

    private delegate double Agreement(ReadOnlySpan<int> first, ReadOnlySpan<int> second);

    /// <summary>Runs one part: <c>EMBEDDINGS PART</c>; prints one line of JSON.</summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length != 2 || !Parts.TryGetValue(arguments[1], out var part))
        {
            Console.Error.WriteLine($"usage: clustering EMBEDDINGS.npy {string.Join('|', Parts.Keys)}");
            return 2;
        }

        var embeddings = EmbeddingFile.Read(arguments[0]).Embeddings;
        var warmup = new EmbeddingMatrix(
            embeddings.Values[..(Math.Min(WarmupRows, embeddings.Count) * embeddings.Dimension)], embeddings.Dimension);
        part(warmup);
        Thread.Sleep(300); // The runtime compiles what was used much once more, with optimisation, in the background.
        part(warmup);
        GC.Collect();
        var processor = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        var outcome = part(embeddings);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        processor = Environment.CpuUsage.TotalTime - processor;
        var figures = new Dictionary<string, object>
        {
            ["part"] = arguments[1],
            ["library"] = "countenance",
            ["rows"] = embeddings.Count,
            ["threads"] = Environment.ProcessorCount,
            ["seconds"] = Math.Round(seconds, 4),
            ["processorSeconds"] = Math.Round(processor.TotalSeconds, 4),
            ["peakMegabytes"] = Process.GetCurrentProcess().PeakWorkingSet64 / 1_000_000,
            ["outcome"] = outcome,
        };
        Console.WriteLine(JsonSerializer.Serialize(figures));
        return 0;
    }

    private static string Cluster(EmbeddingMatrix embeddings)
    {
        var result = KMeans.Run(embeddings, new KMeansOptions(Groups) { Restarts = 10 });
        return $"inertia {Text(result.Inertia)}, best start {result.Iterations} iterations";
    }

    private static string Mix(EmbeddingMatrix embeddings, GaussianMixtureOptions options)
    {
        var mixture = GaussianMixture.Fit(embeddings, options);
        return $"mean log-likelihood {Text(mixture.MeanLogLikelihood)}, {mixture.Iterations} iterations, "
            + (mixture.Converged ? "converged" : "not converged");
    }

    private static Func<EmbeddingMatrix, string> Agree(string name, Agreement agreement)
    {
        var labels = new Lazy<(int[] First, int[] Second)>(Labellings);
        return _ => $"{name} {Text(agreement(labels.Value.First, labels.Value.Second))}";
    }

    // The same labels as the peer's.
    private static (int[] First, int[] Second) Labellings()
    {
        var first = new int[Labels];
        var second = new int[Labels];
        for (var i = 0; i < Labels; i++)
        {
            first[i] = (int)((uint)(i * 2654435761u) >> 29);
            second[i] = (first[i] * 5 % 40) + ((int)((uint)(i * 40503u) >> 13) % 5);
        }

        return (first, second);
    }

    private static string SearchAll(EmbeddingMatrix embeddings) => Sum(NearestNeighbors.SearchWithin(embeddings, Neighbours));

    private static string SearchBatch(EmbeddingMatrix embeddings)
    {
        var rows = QueryRows(embeddings, BatchQueries);
        var queries = new float[rows.Length * embeddings.Dimension];
        for (var i = 0; i < queries.Length; i++)
        {
            var (row, d) = (rows[i / embeddings.Dimension], i % embeddings.Dimension);
            queries[i] = (0.75f * embeddings[row][d]) + (0.25f * embeddings[(row + 1) % embeddings.Count][d]);
        }

        var started = Stopwatch.GetTimestamp();
        var search = new NearestNeighbors(embeddings);
        var prepared = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return $"{Sum(search.Search(new EmbeddingMatrix(queries, embeddings.Dimension), Neighbours))}, prepared in {Text(prepared)} s";
    }

    // The class of a row is the largest of its first coordinates; each query is left out of its own neighbours.
    private static string Recall(EmbeddingMatrix embeddings)
    {
        var rows = QueryRows(embeddings, RecallQueries);
        var queries = new EmbeddingMatrix([.. rows.SelectMany(row => embeddings[row].ToArray())], embeddings.Dimension);
        var found = new NearestNeighbors(embeddings).Search(queries, RecallK[^1] + 1);
        var answered = new int[RecallK.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var others = found[i].ToArray().Where(row => row != rows[i]).Take(RecallK[^1]).ToArray();
            var rank = Array.FindIndex(others, row => ClassOf(embeddings, row) == ClassOf(embeddings, rows[i]));
            for (var k = 0; k < RecallK.Length && rank >= 0; k++)
            {
                answered[k] += rank < RecallK[k] ? 1 : 0;
            }
        }

        return "recall " + string.Join(", ", RecallK.Select((k, i) => $"@{k} {Text((double)answered[i] / rows.Length)}"));
    }

    private static int ClassOf(EmbeddingMatrix embeddings, int row) =>
        TensorPrimitives.IndexOfMax(embeddings[row][..RecallClasses]);

    private static int[] QueryRows(EmbeddingMatrix embeddings, int count)
    {
        count = Math.Min(count, embeddings.Count);
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)i * embeddings.Count / count))];
    }

    private static string Sum(NeighborLists found) => $"sum of squared distances {Text(found.SquaredDistances.Sum())}";

    private static string Text(double value) => value.ToString("G8", CultureInfo.InvariantCulture);
}
