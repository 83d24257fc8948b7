namespace Countenance;

/// <summary>
/// N embeddings of D dimensions, row-major, on the managed heap: what training hands to classification, retrieval, clustering,
/// projection and audit.
/// </summary>
public sealed class EmbeddingMatrix
{
    /// <summary>Wraps <paramref name="values"/> without copying it.</summary>
    /// <param name="values">Row-major values, [N, D].</param>
    /// <param name="dimension">D, the length of one embedding.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of <paramref name="dimension"/>.</exception>
    public EmbeddingMatrix(float[] values, int dimension)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        if (values.Length % dimension != 0)
        {
            throw new ArgumentException(
                $"The number of values must be a multiple of the dimension {dimension}. Got {values.Length}.", nameof(values));
        }

        Values = values;
        Dimension = dimension;
        Count = values.Length / dimension;
    }

    /// <summary>All values, row-major [N, D].</summary>
    public float[] Values { get; }

    /// <summary>N, the number of embeddings.</summary>
    public int Count { get; }

    /// <summary>D, the length of one embedding.</summary>
    public int Dimension { get; }

    /// <summary>Embedding number <paramref name="index"/>, [D].</summary>
    public ReadOnlySpan<float> this[int index] => Values.AsSpan(checked(index * Dimension), Dimension);

    /// <summary>Their mean, [D], summed in double; zero when there is none.</summary>
    public float[] Mean()
    {
        var sums = new double[Dimension];
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<float> row = this[i];
            for (int d = 0; d < row.Length; d++)
            {
                sums[d] += row[d];
            }
        }

        return Array.ConvertAll(sums, sum => (float)(sum / Math.Max(1, Count)));
    }

    /// <summary>A copy of some embeddings, [M, D].</summary>
    /// <param name="indices">Their numbers, [M], in the order wanted.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such embedding.</exception>
    public EmbeddingMatrix Rows(IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        var values = new float[checked(indices.Count * Dimension)];
        for (int i = 0; i < indices.Count; i++)
        {
            this[indices[i]].CopyTo(values.AsSpan(i * Dimension));
        }

        return new EmbeddingMatrix(values, Dimension);
    }
}
