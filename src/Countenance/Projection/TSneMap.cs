using Countenance.Retrieval;

namespace Countenance.Projection;

/// <summary>A t-SNE map, into which new embeddings can be placed.</summary>
public sealed class TSneMap
{
    private readonly EmbeddingMatrix embeddings;
    private readonly TSneOptions options;
    private readonly Lazy<MapPlacement> placement;

    /// <summary>Puts a finished map together; nothing is copied.</summary>
    internal TSneMap(EmbeddingMatrix embeddings, EmbeddingMatrix points, double divergence, double normalizer, TSneOptions options)
    {
        this.embeddings = embeddings;
        this.options = options;
        Points = points;
        KlDivergence = divergence;
        placement = new Lazy<MapPlacement>(() => new MapPlacement(embeddings, points, normalizer, options));
    }

    /// <summary>The place of every embedding, [N, 2]: x to the right and y upwards, without a unit, about (0, 0).</summary>
    public EmbeddingMatrix Points { get; }

    /// <summary>The Kullback–Leibler divergence in nats of the map's distribution of neighbours from the embeddings' own.</summary>
    public double KlDivergence { get; }

    /// <summary>
    /// Places new embeddings among those of the map, which stay where they are. Each takes the place that its ⌊3 · perplexity⌋ nearest
    /// embeddings of the map pull it to, against the repulsion of all points of the map; the new ones do not act on one another, so
    /// that a place does not depend on what else is placed. They stay within the map's frame, widened by a tenth.
    /// </summary>
    /// <param name="newEmbeddings">The new embeddings, [M, D], finite; M may be 0.</param>
    /// <returns>Their places, [M, 2]; the caller's own.</returns>
    /// <exception cref="ArgumentException">The dimension is not the map's, or a value is not finite.</exception>
    public EmbeddingMatrix Place(EmbeddingMatrix newEmbeddings)
    {
        ArgumentNullException.ThrowIfNull(newEmbeddings);
        if (newEmbeddings.Dimension != embeddings.Dimension)
        {
            throw new ArgumentException(
                $"Embeddings must have the map's dimension {embeddings.Dimension}. Got {newEmbeddings.Dimension}.", nameof(newEmbeddings));
        }

        DistancePanels.RequireFinite(newEmbeddings, nameof(newEmbeddings));
        var places = new float[checked(2 * newEmbeddings.Count)];
        if (newEmbeddings.Count > 0)
        {
            placement.Value.Place(newEmbeddings, places, options.Threads);
        }

        return new EmbeddingMatrix(places, 2);
    }
}
