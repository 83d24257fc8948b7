using Countenance.Retrieval;

namespace Countenance.Projection;

/// <summary>How faithfully a map shows the neighbourhoods of the embeddings it was made from.</summary>
public static class MapQuality
{
    /// <summary>
    /// Whether neighbours on the map are neighbours in the embedding (Venna and Kaski, 2001):
    /// 1 − 2 / (Nk(2N − 3k − 1)) Σ_i Σ_j max(0, r(i, j) − k) over the k nearest j of i on the map, where r(i, j) is 1 + the number of
    /// others that are nearer to i than j is in the embedding.
    /// </summary>
    /// <param name="embeddings">The embeddings, [N, D], finite.</param>
    /// <param name="points">Their places, [N, C], finite.</param>
    /// <param name="k">The neighbours looked at, at least 1 and less than N/2.</param>
    /// <param name="threads">The most threads used; −1 for all of the machine's. The result does not depend on it.</param>
    /// <returns>0–1, 1 when every neighbour on the map is one of the k nearest. Takes N² distances.</returns>
    /// <exception cref="ArgumentException">The numbers of rows differ, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is out of range.</exception>
    public static double Trustworthiness(EmbeddingMatrix embeddings, EmbeddingMatrix points, int k, int threads = -1)
    {
        Check(embeddings, points, k);
        if (2L * k >= embeddings.Count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(k), $"K must be less than half of the {embeddings.Count} embeddings. Got {k}.");
        }

        var onMap = NearestNeighbors.SearchWithin(points, k, threads);
        var nearer = new NearerCounts(embeddings, threads).Of(onMap);
        var beyond = 0L;
        foreach (var others in nearer)
        {
            beyond += Math.Max(0, others + 1 - k);
        }

        double n = embeddings.Count;
        return 1 - (2 / (n * k * ((2 * n) - (3 * k) - 1)) * beyond);
    }

    /// <summary>The share of each embedding's k nearest neighbours that are among its k nearest on the map, averaged.</summary>
    /// <param name="embeddings">The embeddings, [N, D], finite.</param>
    /// <param name="points">Their places, [N, C], finite.</param>
    /// <param name="k">The neighbours looked at, at least 1 and less than N. Equal distances go to the lower index.</param>
    /// <param name="threads">The most threads used; −1 for all of the machine's. The result does not depend on it.</param>
    /// <returns>0–1; a random map has k / (N − 1).</returns>
    /// <exception cref="ArgumentException">The numbers of rows differ, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is out of range.</exception>
    public static double NeighbourhoodPreservation(EmbeddingMatrix embeddings, EmbeddingMatrix points, int k, int threads = -1)
    {
        Check(embeddings, points, k);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(k, embeddings.Count);
        var near = NearestNeighbors.SearchWithin(embeddings, k, threads);
        var onMap = NearestNeighbors.SearchWithin(points, k, threads);
        var kept = 0L;
        var members = new HashSet<int>(k);
        for (var i = 0; i < near.Count; i++)
        {
            members.Clear();
            foreach (var neighbor in near[i])
            {
                members.Add(neighbor);
            }

            foreach (var neighbor in onMap[i])
            {
                kept += members.Contains(neighbor) ? 1 : 0;
            }
        }

        return kept / ((double)near.Count * k);
    }

    private static void Check(EmbeddingMatrix embeddings, EmbeddingMatrix points, int k)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        if (embeddings.Count != points.Count)
        {
            throw new ArgumentException(
                $"There must be one place for each of the {embeddings.Count} embeddings. Got {points.Count}.", nameof(points));
        }
    }
}
