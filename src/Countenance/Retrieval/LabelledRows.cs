namespace Countenance.Retrieval;

/// <summary>The rows of a matrix that carry a label (≥ 0), with their labels and their numbers in the whole matrix.</summary>
internal sealed class LabelledRows
{
    private LabelledRows(EmbeddingMatrix embeddings, int[] labels, int[] rows)
    {
        Embeddings = embeddings;
        Labels = labels;
        Rows = rows;
    }

    /// <summary>The labelled rows [M, D]; the matrix itself when every row is labelled.</summary>
    public EmbeddingMatrix Embeddings { get; }

    /// <summary>Their labels, [M], all ≥ 0.</summary>
    public int[] Labels { get; }

    /// <summary>Their rows in the whole matrix, ascending, [M].</summary>
    public int[] Rows { get; }

    /// <summary>Picks the labelled rows.</summary>
    /// <exception cref="ArgumentException">The number of labels is not the number of rows.</exception>
    public static LabelledRows Of(EmbeddingMatrix embeddings, ReadOnlySpan<int> labels, string parameterName)
    {
        if (labels.Length != embeddings.Count)
        {
            throw new ArgumentException($"There must be one label per row, {embeddings.Count}. Got {labels.Length}.", parameterName);
        }

        var rows = new List<int>(labels.Length);
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] >= 0)
            {
                rows.Add(i);
            }
        }

        if (rows.Count == labels.Length)
        {
            return new LabelledRows(embeddings, labels.ToArray(), [.. rows]);
        }

        var values = new float[rows.Count * embeddings.Dimension];
        var kept = new int[rows.Count];
        for (var i = 0; i < kept.Length; i++)
        {
            embeddings[rows[i]].CopyTo(values.AsSpan(i * embeddings.Dimension));
            kept[i] = labels[rows[i]];
        }

        return new LabelledRows(new EmbeddingMatrix(values, embeddings.Dimension), kept, [.. rows]);
    }
}
