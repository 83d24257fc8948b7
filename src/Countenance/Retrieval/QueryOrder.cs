namespace Countenance.Retrieval;

/// <summary>
/// An order in which neighbouring queries lie near one another: halved again and again along the direction in which they spread most, as in
/// a k-d tree (Bentley 1975). Of 8 such queries the head codes pass over the same rows.
/// </summary>
internal static class QueryOrder
{
    private const int Together = 4096; // sorted among themselves

    /// <summary>The numbers 0 to Q − 1 in that order.</summary>
    /// <param name="head">The codes to go by.</param>
    /// <param name="queries">The queries, [Q, D].</param>
    /// <param name="parallel">The threads to use.</param>
    public static int[] Of(HeadCodes head, EmbeddingMatrix queries, ParallelOptions parallel)
    {
        int[] order = [.. Enumerable.Range(0, queries.Count)];
        Parallel.For(0, (queries.Count + Together - 1) / Together, parallel, part =>
        {
            var start = part * Together;
            var own = order.AsSpan(start, Math.Min(Together, queries.Count - start));
            var coordinates = new float[own.Length * head.Coordinates];
            for (var i = 0; i < own.Length; i++)
            {
                head.Project(queries[start + i], coordinates.AsSpan(i * head.Coordinates));
            }

            Halve(coordinates, head.Coordinates, own, start, new float[own.Length]);
        });
        return order;
    }

    private static void Halve(float[] coordinates, int dimension, Span<int> order, int start, Span<float> keys)
    {
        if (order.Length <= PairKernel.Rows)
        {
            return;
        }

        var (widest, most) = (0, -1f);
        for (var c = 0; c < dimension; c++)
        {
            var (least, largest) = (float.PositiveInfinity, float.NegativeInfinity);
            foreach (var query in order)
            {
                var value = coordinates[((query - start) * dimension) + c];
                (least, largest) = (Math.Min(least, value), Math.Max(largest, value));
            }

            (widest, most) = largest - least > most ? (c, largest - least) : (widest, most);
        }

        for (var i = 0; i < order.Length; i++)
        {
            keys[i] = coordinates[((order[i] - start) * dimension) + widest];
        }

        keys.Sort(order);
        var half = (order.Length / 2 + PairKernel.Rows - 1) / PairKernel.Rows * PairKernel.Rows; // whole groups of the kernel
        Halve(coordinates, dimension, order[..half], start, keys[..half]);
        Halve(coordinates, dimension, order[half..], start, keys[half..]);
    }
}
