namespace Countenance.Retrieval;

/// <summary>The K nearest neighbours of each of Q queries, nearest first; equal distances stand in the order of their index.</summary>
public sealed class NeighborLists
{
    /// <summary>Wraps the two arrays without copying them.</summary>
    /// <param name="indices">Rows of the database, row-major [Q, K].</param>
    /// <param name="squaredDistances">Squared Euclidean distances, row-major [Q, K].</param>
    /// <param name="count">Q, the number of queries.</param>
    /// <param name="k">K, the number of neighbours of each query; 0 when the database holds none.</param>
    /// <exception cref="ArgumentException">An array does not hold Q · K values.</exception>
    public NeighborLists(int[] indices, double[] squaredDistances, int count, int k)
    {
        ArgumentNullException.ThrowIfNull(indices);
        ArgumentNullException.ThrowIfNull(squaredDistances);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        if (indices.Length != (long)count * k || squaredDistances.Length != indices.Length)
        {
            throw new ArgumentException(
                $"Indices and distances must hold {count} × {k} values. Got {indices.Length} and {squaredDistances.Length}.",
                nameof(indices));
        }

        Indices = indices;
        SquaredDistances = squaredDistances;
        Count = count;
        K = k;
    }

    /// <summary>Rows of the database, row-major [Q, K].</summary>
    public int[] Indices { get; }

    /// <summary>Squared Euclidean distances, row-major [Q, K].</summary>
    public double[] SquaredDistances { get; }

    /// <summary>Q, the number of queries.</summary>
    public int Count { get; }

    /// <summary>K, the neighbours of each query: what was asked for, or the size of the database if that is smaller.</summary>
    public int K { get; }

    /// <summary>The neighbours of query number <paramref name="query"/>, nearest first, [K].</summary>
    public ReadOnlySpan<int> this[int query] => Indices.AsSpan(checked(query * K), K);

    /// <summary>The squared distances of query number <paramref name="query"/>, ascending, [K].</summary>
    public ReadOnlySpan<double> DistancesOf(int query) => SquaredDistances.AsSpan(checked(query * K), K);
}
