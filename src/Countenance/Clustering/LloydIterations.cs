using System.Numerics.Tensors;
using Countenance.Retrieval;

namespace Countenance.Clustering;

/// <summary>
/// One start of k-means: assign every sample to the nearest centre, move the centres to the means, until they rest. Samples whose
/// <see cref="AssignmentBounds"/> show that nothing changes are passed over.
/// </summary>
internal sealed unsafe class LloydIterations
{
    private readonly PanelChunks chunks;
    private readonly DistancePanels panels;
    private readonly int clusters;
    private readonly CenterSearch search;
    private readonly AssignmentBounds bounds;
    private readonly AlignedFloats gathered;    // [chunks, D, 32] samples to be measured again
    private readonly double[] centers;          // [K, D]
    private readonly double[] moves;            // [K] how far the centres moved last
    private readonly ClusterSums sums;
    private readonly bool[] changed;            // [chunks]

    public LloydIterations(PanelChunks chunks, ReadOnlySpan<int> start, int clusters)
    {
        this.chunks = chunks;
        this.clusters = clusters;
        panels = chunks.Panels;
        search = new CenterSearch(panels, clusters);
        bounds = new AssignmentBounds(panels, clusters);
        gathered = new AlignedFloats(checked(chunks.Count * panels.Dimension * TileKernel.Columns));
        moves = new double[clusters];
        centers = new double[clusters * panels.Dimension];
        sums = new ClusterSums(chunks.Count, clusters, panels.Dimension);
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
        search.Pack(centers);
        bounds.Move(moves);
        chunks.ForEach((chunk, first, end) =>
        {
            changed[chunk] = AssignPanels(chunk, first, end);
        });
        return changed.AsSpan().Contains(true);
    }

    /// <summary>
    /// Measures the samples whose bounds do not hold: in their own panel when they are most of it, else gathered into one from several.
    /// </summary>
    private bool AssignPanels(int chunk, int first, int end)
    {
        NearestCenters found;
        var anyChanged = false;
        var target = gathered.Pointer + (chunk * panels.Dimension * TileKernel.Columns);
        var waiting = 0;
        Span<int> samples = stackalloc int[TileKernel.Columns];
        Span<int> loose = stackalloc int[TileKernel.Columns];
        for (var panel = first; panel < end; panel++)
        {
            var start = panel * TileKernel.Columns;
            var width = Math.Min(TileKernel.Columns, panels.Count - start);
            var count = Loose(start, width, loose);
            if (count > TileKernel.Columns / 2)
            {
                search.Find(panels.Panel(panel), &found);
                for (var column = 0; column < width; column++)
                {
                    anyChanged |= Take(chunk, start + column, column, &found);
                }

                continue;
            }

            foreach (var sample in loose[..count])
            {
                panels.Prefetch(sample);
                samples[waiting++] = sample;
                if (waiting == TileKernel.Columns)
                {
                    anyChanged |= Measure(chunk, target, samples, &found);
                    waiting = 0;
                }
            }
        }

        return anyChanged | Measure(chunk, target, samples[..waiting], &found);
    }

    /// <summary>Lists the samples of a panel whose bounds do not hold; returns their number.</summary>
    private int Loose(int start, int width, Span<int> loose)
    {
        var count = 0;
        for (var sample = start; sample < start + width; sample++)
        {
            if (!bounds.Hold(sample, Labels[sample]))
            {
                loose[count++] = sample;
            }
        }

        return count;
    }

    private bool Measure(int chunk, float* panel, ReadOnlySpan<int> samples, NearestCenters* found)
    {
        var anyChanged = false;
        if (samples.Length > 0)
        {
            for (var column = 0; column < samples.Length; column++)
            {
                panels.PackColumn(samples[column], panel + column);
            }

            search.Find(panel, found);
            for (var column = 0; column < samples.Length; column++)
            {
                anyChanged |= Take(chunk, samples[column], column, found);
            }
        }

        return anyChanged;
    }

    /// <summary>Takes over what was found for a sample; returns whether its label changed.</summary>
    private bool Take(int chunk, int sample, int column, NearestCenters* found)
    {
        bounds.Set(sample, found->Score[column], found->SecondScore[column], search.LargestNorm);
        var cluster = found->Center[column];
        if (Labels[sample] == cluster)
        {
            return false;
        }

        sums.Move(chunk, panels.Matrix[sample], Labels[sample], cluster);
        Labels[sample] = cluster;
        return true;
    }

    /// <summary>Moves every centre to the mean of its samples; returns the sum of squared movements.</summary>
    private double MoveCenters()
    {
        sums.Total();
        var counts = sums.Counts;
        if (counts.AsSpan().Contains(0))
        {
            FillEmptyClusters();
        }

        for (var c = 0; c < clusters; c++)
        {
            var moved = 0.0;
            for (var i = c * panels.Dimension; counts[c] > 0 && i < (c + 1) * panels.Dimension; i++)
            {
                var center = sums.Sums[i] / counts[c];
                moved += (center - centers[i]) * (center - centers[i]);
                centers[i] = center;
            }

            moves[c] = Math.Sqrt(moved);
        }

        return TensorPrimitives.SumOfSquares<double>(moves);
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
            if (sums.Counts[c] > 0)
            {
                continue;
            }

            while (next < farthest.Length && distances[next] < 0 && sums.Counts[Labels[farthest[next]]] < 2)
            {
                next++;
            }

            if (next == farthest.Length || distances[next] == 0)
            {
                return;
            }

            sums.Relocate(panels.Matrix[farthest[next]], Labels[farthest[next]], c);
            next++;
        }
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
