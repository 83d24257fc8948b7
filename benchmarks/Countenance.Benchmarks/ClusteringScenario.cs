using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Countenance.Clustering;
using Countenance.Embedding;
using Countenance.Retrieval;

namespace Countenance.Benchmarks;

/// <summary>
/// Seconds of k-means, Gaussian mixture, mutual information and all-pairs neighbours on a matrix of embeddings. Its peers are those of
/// <c>peers/clustering.py</c>; <c>clustering.sh</c> runs both in turn.
/// </summary>
internal static class ClusteringScenario
{
    private const int Groups = 40;
    private const int Neighbours = 11;
    private const int Labels = 1_000_000;
    private const int WarmupRows = 2500;

    /// <summary>Runs one part: <c>EMBEDDINGS PART</c>; prints one line of JSON.</summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length != 2 || arguments[1] is not ("kmeans" or "mixture" or "mixture20" or "nmi" or "knn"))
        {
            Console.Error.WriteLine("usage: clustering EMBEDDINGS.npy kmeans|mixture|mixture20|nmi|knn");
            return 2;
        }

        var embeddings = EmbeddingFile.Read(arguments[0]).Embeddings;
        var warmup = new EmbeddingMatrix(
            embeddings.Values[..(Math.Min(WarmupRows, embeddings.Count) * embeddings.Dimension)], embeddings.Dimension);
        var part = Part(arguments[1]);
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
            ["outcome"] = outcome,
        };
        Console.WriteLine(JsonSerializer.Serialize(figures));
        return 0;
    }

    private static Func<EmbeddingMatrix, string> Part(string name) => name switch
    {
        "kmeans" => Cluster,
        "mixture" => embeddings => Mix(embeddings, new GaussianMixtureOptions { Components = Groups }),
        "mixture20" => embeddings => Mix(
            embeddings, new GaussianMixtureOptions { Components = Groups, MaxIterations = 20, Tolerance = 0 }),
        "nmi" => Agree(),
        _ => Search,
    };

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

    private static Func<EmbeddingMatrix, string> Agree()
    {
        // The same labels as the peer's.
        var first = new int[Labels];
        var second = new int[Labels];
        for (var i = 0; i < Labels; i++)
        {
            first[i] = (int)((uint)(i * 2654435761u) >> 29);
            second[i] = (first[i] * 5 % 40) + ((int)((uint)(i * 40503u) >> 13) % 5);
        }

        return _ => $"nmi {Text(ClusteringMetrics.NormalizedMutualInformation(first, second))}";
    }

    private static string Search(EmbeddingMatrix embeddings)
    {
        var found = NearestNeighbors.SearchWithin(embeddings, Neighbours);
        return $"sum of squared distances {Text(found.SquaredDistances.Sum())}";
    }

    private static string Text(double value) => value.ToString("G8", CultureInfo.InvariantCulture);
}
