using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Countenance.Retrieval;

namespace Countenance.Clustering;

/// <summary>One start of k-means: assign every sample to the nearest centre, move the centres to the means, until they rest.</summary>
internal sealed unsafe class LloydIterations
{
    private readonly PanelChunks chunks;
    private readonly DistancePanels panels;
    private readonly int clusters;
    private readonly int groups;
    private readonly AlignedFloats rows;        // [groups, D, 8] packed centres
    private readonly float[] centerNorms;       // [groups · 8]; +∞ where there is no centre
    private readonly double[] centers;          // [K, D]
    private readonly double[] partialSums;      // [chunks, K, D], kept up to date with the labels
    private readonly int[] partialCounts;       // [chunks, K]
    private readonly int[] counts;              // [K]
    private readonly double[] sums;             // [K, D]
    private readonly bool[] changed;            // [chunks]

    public LloydIterations(PanelChunks chunks, ReadOnlySpan<int> start, int clusters)
    {
        this.chunks = chunks;
        this.clusters = clusters;
        panels = chunks.Panels;
        groups = (clusters + TileKernel.Rows - 1) / TileKernel.Rows;
        rows = new AlignedFloats(groups * TileKernel.Rows * panels.Dimension);
        centerNorms = new float[groups * TileKernel.Rows];
        Array.Fill(centerNorms, float.PositiveInfinity);
        centers = new double[clusters * panels.Dimension];
        sums = new double[centers.Length];
        counts = new int[clusters];
        partialSums = new double[chunks.Count * centers.Length];
        partialCounts = new int[chunks.Count * clusters];
        changed = new bool[chunks.Count];
        Labels = new int[panels.Count];
        Array.Fill(Labels, -1);
        for (var c = 0; c < clusters; c++)
        {
            var row = panels.Matrix[start[c]];
            for (var d = 0; d < row.Length; d++)
            {
                centers[(c * row.Length) + d] = row[d];
            }
        }
    }

    /// <summary>The cluster of each sample, [N].</summary>
    public int[] Labels { get; }

    /// <summary>Iterates; returns the number of iterations. At the end the labels belong to the centres.</summary>
    public int Run(int maxIterations, double tolerance)
    {
        for (var iteration = 1; iteration <= maxIterations; iteration++)
        {
            if (!Assign())
            {
                return iteration;
            }

            if (MoveCenters() <= tolerance)
            {
                Assign();
                return iteration;
            }
        }

        Assign();
        return maxIterations;
    }

    /// <summary>The centres in single precision, [K, D].</summary>
    public EmbeddingMatrix Centers() => new(Array.ConvertAll(centers, static value => (float)value), panels.Dimension);

    /// <summary>Σ ‖z − centre‖², from the differences in double.</summary>
    public double Inertia()
    {
        var partial = new double[chunks.Count];
        chunks.ForEach((chunk, first, end) =>
        {
            for (var i = first * TileKernel.Columns; i < Math.Min(panels.Count, end * TileKernel.Columns); i++)
            {
                partial[chunk] += DistanceToCenter(i);
            }
        });
        return partial.Sum();
    }

    /// <summary>Finds every sample's nearest centre and the partial sums of the clusters; returns whether any label changed.</summary>
    private bool Assign()
    {
        for (var c = 0; c < clusters; c++)
        {
            var group = rows.Pointer + (c / TileKernel.Rows * TileKernel.Rows * panels.Dimension);
            centerNorms[c] = (float)panels.PackRow(CenterOf(c), group, c % TileKernel.Rows);
        }

        chunks.ForEach((chunk, first, end) =>
        {
            changed[chunk] = AssignPanels(chunk, first, end);
        });
        return changed.AsSpan().Contains(true);
    }

    private bool AssignPanels(int chunk, int first, int end)
    {
        var products = stackalloc float[TileKernel.Rows * TileKernel.Columns];
        var best = stackalloc float[TileKernel.Columns];
        var nearest = stackalloc int[TileKernel.Columns];
        var anyChanged = false;
        for (var panel = first; panel < end; panel++)
        {
            new Span<float>(best, TileKernel.Columns).Fill(float.PositiveInfinity);
            new Span<int>(nearest, TileKernel.Columns).Clear();
            for (var group = 0; group < groups; group++)
            {
                TileKernel.Multiply(
                    rows.Pointer + (group * TileKernel.Rows * panels.Dimension), panels.Panel(panel), panels.Dimension, products);
                KeepNearest(products, group * TileKernel.Rows, best, nearest);
            }

            var start = panel * TileKernel.Columns;
            var labels = Labels.AsSpan(start, Math.Min(TileKernel.Columns, panels.Count - start));
            var found = new ReadOnlySpan<int>(nearest, labels.Length);
            if (!found.SequenceEqual(labels))
            {
                anyChanged = true;
                Relabel(chunk, start, labels, found);
            }
        }

        return anyChanged;
    }

    /// <summary>Lowers best and nearest, [32], by the scores of eight centres; strictly, so that the lowest of equals stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void KeepNearest(float* products, int firstCenter, float* best, int* nearest)
    {
        for (var column = 0; column < TileKernel.Columns; column += Vector<float>.Count)
        {
            var lowest = Vector.Load(best + column);
            var index = Vector.Load(nearest + column);
            for (var r = 0; r < TileKernel.Rows; r++)
            {
                var score = Vector.Load(products + (r * TileKernel.Columns) + column) + new Vector<float>(centerNorms[firstCenter + r]);
                var lower = Vector.LessThan(score, lowest);
                lowest = Vector.ConditionalSelect(lower, score, lowest);
                index = Vector.ConditionalSelect(lower, new Vector<int>(firstCenter + r), index);
            }

            lowest.Store(best + column);
            index.Store(nearest + column);
        }
    }

    /// <summary>
    /// Takes over the labels of a panel. Only samples that change their cluster touch the sums: after a few iterations they are few. The
    /// sums are of floats in double, so what is taken away again leaves next to nothing behind.
    /// </summary>
    private void Relabel(int chunk, int start, Span<int> labels, ReadOnlySpan<int> found)
    {
        var dimension = panels.Dimension;
        var chunkSums = partialSums.AsSpan(chunk * centers.Length, centers.Length);
        var chunkCounts = partialCounts.AsSpan(chunk * clusters, clusters);
        for (var i = 0; i < labels.Length; i++)
        {
            var (from, to) = (labels[i], found[i]);
            if (from == to)
            {
                continue;
            }

            var row = panels.Matrix[start + i];
            if (from >= 0)
            {
                chunkCounts[from]--;
                Add(row, -1, chunkSums.Slice(from * dimension, dimension));
            }

            chunkCounts[to]++;
            Add(row, 1, chunkSums.Slice(to * dimension, dimension));
            labels[i] = to;
        }
    }

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

    /// <summary>Moves every centre to the mean of its samples; returns the sum of squared movements.</summary>
    private double MoveCenters()
    {
        Array.Clear(sums);
        Array.Clear(counts);
        for (var chunk = 0; chunk < chunks.Count; chunk++)
        {
            TensorPrimitives.Add(sums, partialSums.AsSpan(chunk * sums.Length, sums.Length), sums);
            TensorPrimitives.Add(counts, partialCounts.AsSpan(chunk * clusters, clusters), counts);
        }

        if (counts.AsSpan().Contains(0))
        {
            FillEmptyClusters();
        }

        var moved = 0.0;
        for (var c = 0; c < clusters; c++)
        {
            for (var i = c * panels.Dimension; counts[c] > 0 && i < (c + 1) * panels.Dimension; i++)
            {
                var center = sums[i] / counts[c];
                moved += (center - centers[i]) * (center - centers[i]);
                centers[i] = center;
            }
        }

        return moved;
    }

    /// <summary>Gives every empty cluster the sample farthest from its centre; it stays empty when all samples lie on centres.</summary>
    private void FillEmptyClusters()
    {
        var distances = new double[panels.Count];
        chunks.ForEach((_, first, end) =>
        {
            for (var i = first * TileKernel.Columns; i < Math.Min(panels.Count, end * TileKernel.Columns); i++)
            {
                distances[i] = -DistanceToCenter(i);
            }
        });
        var farthest = Enumerable.Range(0, panels.Count).ToArray();
        Selection.SortByKeyThenId(distances, farthest);
        var next = 0;
        for (var c = 0; c < clusters; c++)
        {
            if (counts[c] > 0)
            {
                continue;
            }

            while (next < farthest.Length && distances[next] < 0 && counts[Labels[farthest[next]]] < 2)
            {
                next++;
            }

            if (next == farthest.Length || distances[next] == 0)
            {
                return;
            }

            Relocate(farthest[next++], c);
        }
    }

    private void Relocate(int sample, int cluster)
    {
        var from = Labels[sample];
        var row = panels.Matrix[sample];
        for (var d = 0; d < row.Length; d++)
        {
            sums[(from * row.Length) + d] -= row[d];
            sums[(cluster * row.Length) + d] = row[d];
        }

        counts[from]--;
        counts[cluster] = 1;
    }

    private ReadOnlySpan<double> CenterOf(int cluster) => centers.AsSpan(cluster * panels.Dimension, panels.Dimension);

    private double DistanceToCenter(int sample)
    {
        var row = panels.Matrix[sample];
        var center = CenterOf(Labels[sample]);
        var sum = 0.0;
        for (var d = 0; d < row.Length; d++)
        {
            sum += (row[d] - center[d]) * (row[d] - center[d]);
        }

        return sum;
    }
}
