using Countenance.Retrieval;
using Countenance.Sampling;

namespace Countenance.Clustering;

/// <summary>
/// k-means by Lloyd's iterations from greedy k-means++ starts (Arthur and Vassilvitskii; 2 + ⌊ln K⌋ trials a centre), several restarts.
/// A cluster that runs empty takes the sample farthest from its centre.
/// </summary>
/// <remarks>The samples are cut into chunks that do not depend on the number of threads, so neither does the result.</remarks>
public static class KMeans
{
    /// <summary>Clusters the embeddings.</summary>
    /// <param name="embeddings">The samples, [N, D], finite.</param>
    /// <param name="options">K, restarts, tolerance, seed.</param>
    /// <returns>The start with the lowest inertia (the first of equals).</returns>
    /// <exception cref="ArgumentException">There are fewer samples than clusters, or a value is not finite.</exception>
    public static KMeansResult Run(EmbeddingMatrix embeddings, KMeansOptions options)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(options);
        if (embeddings.Count < options.Clusters)
        {
            throw new ArgumentException(
                $"There must be at least as many samples as the {options.Clusters} clusters. Got {embeddings.Count}.", nameof(embeddings));
        }

        var panels = new DistancePanels(embeddings, nameof(embeddings), options.Threads);
        var chunks = new PanelChunks(panels, options.Clusters, options.Threads);
        var start = new KMeansStart(chunks);
        var random = new SplitMix64(options.Seed);
        var tolerance = options.Tolerance * MeanVariance(embeddings);
        KMeansResult? best = null;
        for (var restart = 0; restart < options.Restarts; restart++)
        {
            var lloyd = new LloydIterations(chunks, start.Choose(options.Clusters, ref random), options.Clusters);
            var iterations = lloyd.Run(options.MaxIterations, tolerance);
            var inertia = lloyd.Inertia();
            if (best is null || inertia < best.Inertia)
            {
                best = new KMeansResult(lloyd.Labels, lloyd.Centers(), inertia, iterations);
            }
        }

        return best!;
    }

    /// <summary>The mean over the coordinates of their variance.</summary>
    internal static double MeanVariance(EmbeddingMatrix embeddings)
    {
        var means = new double[embeddings.Dimension];
        for (var i = 0; i < embeddings.Count; i++)
        {
            var row = embeddings[i];
            for (var d = 0; d < row.Length; d++)
            {
                means[d] += row[d]; // of equal values the sum is exact, and so their variance 0
            }
        }

        for (var d = 0; d < means.Length; d++)
        {
            means[d] /= embeddings.Count;
        }

        var sum = 0.0;
        for (var i = 0; i < embeddings.Count; i++)
        {
            var row = embeddings[i];
            for (var d = 0; d < row.Length; d++)
            {
                sum += (row[d] - means[d]) * (row[d] - means[d]);
            }
        }

        return sum / embeddings.Values.Length;
    }
}
