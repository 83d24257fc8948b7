using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Countenance.Clustering;

/// <summary>
/// Number and sum of the samples of every cluster, kept for each chunk of samples as samples change their cluster: after a few iterations
/// few do. The sums are of floats in double, so what is taken away again leaves next to nothing behind.
/// </summary>
internal sealed class ClusterSums
{
    private readonly int chunks;
    private readonly int clusters;
    private readonly int dimension;
    private readonly double[] chunkSums;    // [chunks, K, D]
    private readonly int[] chunkCounts;     // [chunks, K]

    public ClusterSums(int chunks, int clusters, int dimension)
    {
        this.chunks = chunks;
        this.clusters = clusters;
        this.dimension = dimension;
        chunkSums = new double[checked(chunks * clusters * dimension)];
        chunkCounts = new int[chunks * clusters];
        Sums = new double[clusters * dimension];
        Counts = new int[clusters];
    }

    /// <summary>Sums over all chunks, [K, D], as of the last <see cref="Total"/>.</summary>
    public double[] Sums { get; }

    /// <summary>Samples in all chunks, [K], as of the last <see cref="Total"/>.</summary>
    public int[] Counts { get; }

    /// <summary>A sample of a chunk goes from one cluster (−1 for none) to another. Each chunk is one thread's.</summary>
    public void Move(int chunk, ReadOnlySpan<float> row, int from, int to)
    {
        if (from >= 0)
        {
            chunkCounts[(chunk * clusters) + from]--;
            Add(row, -1, Sum(chunk, from));
        }

        chunkCounts[(chunk * clusters) + to]++;
        Add(row, 1, Sum(chunk, to));
    }

    /// <summary>Adds up the chunks, in their order.</summary>
    public void Total()
    {
        Array.Clear(Sums);
        Array.Clear(Counts);
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            TensorPrimitives.Add(Sums, chunkSums.AsSpan(chunk * Sums.Length, Sums.Length), Sums);
            TensorPrimitives.Add(Counts, chunkCounts.AsSpan(chunk * clusters, clusters), Counts);
        }
    }

    /// <summary>Lets a sample alone make up an empty cluster, in the totals only.</summary>
    public void Relocate(ReadOnlySpan<float> row, int from, int to)
    {
        Add(row, -1, Sums.AsSpan(from * dimension, dimension));
        Sums.AsSpan(to * dimension, dimension).Clear();
        Add(row, 1, Sums.AsSpan(to * dimension, dimension));
        Counts[from]--;
        Counts[to] = 1;
    }

    private Span<double> Sum(int chunk, int cluster) => chunkSums.AsSpan(((chunk * clusters) + cluster) * dimension, dimension);

    private static void Add(ReadOnlySpan<float> row, double sign, Span<double> sum)
    {
        ref var source = ref MemoryMarshal.GetReference(row);
        ref var target = ref MemoryMarshal.GetReference(sum);
        var d = 0;
        for (; d <= row.Length - Vector256<float>.Count; d += Vector256<float>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref source, (nuint)d));
            (Vector256.LoadUnsafe(ref target, (nuint)d) + (low * sign)).StoreUnsafe(ref target, (nuint)d);
            (Vector256.LoadUnsafe(ref target, (nuint)d + 4) + (high * sign)).StoreUnsafe(ref target, (nuint)d + 4);
        }

        for (; d < row.Length; d++)
        {
            sum[d] += row[d] * sign;
        }
    }
}
