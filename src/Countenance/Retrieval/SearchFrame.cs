namespace Countenance.Retrieval;

/// <summary>Where the embeddings of a search are moved to: their mean to the origin, by a power of two into [−1, 1].</summary>
/// <param name="Center">The mean, [D].</param>
/// <param name="Scale">A power of two, which rounds nothing; 1 when all are alike.</param>
internal readonly record struct SearchFrame(float[] Center, double Scale)
{
    /// <summary>The frame of some embeddings.</summary>
    public static SearchFrame Of(EmbeddingMatrix matrix)
    {
        float[] center = matrix.Mean();
        double largest = 0;
        for (int i = 0; i < matrix.Count; i++)
        {
            ReadOnlySpan<float> row = matrix[i];
            for (int d = 0; d < row.Length; d++)
            {
                largest = Math.Max(largest, Math.Abs((double)row[d] - center[d]));
            }
        }

        return new SearchFrame(center, largest == 0 ? 1 : Math.ScaleB(1, -Math.ILogB(largest) - 1));
    }
}
