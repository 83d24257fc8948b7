using Countenance.Retrieval;
using Countenance.Sampling;

namespace Countenance.Clustering;

/// <summary>
/// Greedy k-means++: each next centre is, of a few samples drawn in proportion to their squared distance to the centres so far, the one
/// that lowers the sum of those distances most.
/// </summary>
internal sealed unsafe class KMeansStart
{
    private readonly PanelChunks chunks;
    private readonly DistancePanels panels;
    private readonly AlignedFloats rows;
    private readonly float[] closest;       // [N, filled up] squared distance to the nearest centre so far
    private readonly double[] potentials;   // [chunks, 8] sums of what `closest` would be with each candidate
    private readonly double[] candidateNorms = new double[TileKernel.Rows];

    public KMeansStart(PanelChunks chunks)
    {
        this.chunks = chunks;
        panels = chunks.Panels;
        rows = new AlignedFloats(TileKernel.Rows * panels.Dimension);
        closest = new float[panels.SquaredNorms.Length];
        potentials = new double[chunks.Count * TileKernel.Rows];
    }

    /// <summary>Chooses the centres: rows of the matrix, [K].</summary>
    public int[] Choose(int clusters, ref SplitMix64 random)
    {
        var trials = Math.Min(TileKernel.Rows, 2 + (int)Math.Log(clusters));
        var centers = new int[clusters];
        Array.Fill(closest, float.PositiveInfinity);
        centers[0] = random.Next(panels.Count);
        Measure(centers.AsSpan(0, 1));
        var potential = Accept(0);
        Span<int> candidates = stackalloc int[trials];
        for (var c = 1; c < clusters; c++)
        {
            for (var t = 0; t < trials; t++)
            {
                candidates[t] = Draw(Fraction(ref random) * potential);
            }

            Measure(candidates);
            var best = Best(trials);
            centers[c] = candidates[best];
            potential = Accept(best);
        }

        return centers;
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    private static double Fraction(ref SplitMix64 random) => (random.Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Packs the candidates and sums, for each, the distances to the nearest centre if it were one.</summary>
    private void Measure(ReadOnlySpan<int> candidates)
    {
        rows.Span.Clear();
        Array.Clear(candidateNorms);
        for (var t = 0; t < candidates.Length; t++)
        {
            candidateNorms[t] = panels.PackRow(panels.Matrix[candidates[t]], rows.Pointer, t);
        }

        var count = candidates.Length;
        chunks.ForEach((chunk, first, end) =>
        {
            var products = stackalloc float[TileKernel.Rows * TileKernel.Columns];
            var sums = potentials.AsSpan(chunk * TileKernel.Rows, TileKernel.Rows);
            sums.Clear();
            for (var panel = first; panel < end; panel++)
            {
                TileKernel.Multiply(rows.Pointer, panels.Panel(panel), panels.Dimension, products);
                var width = Math.Min(TileKernel.Columns, panels.Count - (panel * TileKernel.Columns));
                for (var t = 0; t < count; t++)
                {
                    for (var column = 0; column < width; column++)
                    {
                        var sample = (panel * TileKernel.Columns) + column;
                        sums[t] += Math.Min(closest[sample], Distance(products[(t * TileKernel.Columns) + column], sample, t));
                    }
                }
            }
        });
    }

    /// <summary>Makes a measured candidate a centre; returns the new sum of distances.</summary>
    private double Accept(int candidate)
    {
        chunks.ForEach((_, first, end) =>
        {
            var products = stackalloc float[TileKernel.Rows * TileKernel.Columns];
            for (var panel = first; panel < end; panel++)
            {
                TileKernel.Multiply(rows.Pointer, panels.Panel(panel), panels.Dimension, products);
                var width = Math.Min(TileKernel.Columns, panels.Count - (panel * TileKernel.Columns));
                for (var column = 0; column < width; column++)
                {
                    var sample = (panel * TileKernel.Columns) + column;
                    closest[sample] = Math.Min(
                        closest[sample], Distance(products[(candidate * TileKernel.Columns) + column], sample, candidate));
                }
            }
        });
        return Potential(candidate);
    }

    private float Distance(float product, int sample, int candidate) =>
        Math.Max(0, product + panels.SquaredNorms[sample] + (float)candidateNorms[candidate]);

    private int Best(int trials)
    {
        var best = 0;
        for (var t = 1; t < trials; t++)
        {
            if (Potential(t) < Potential(best))
            {
                best = t;
            }
        }

        return best;
    }

    private double Potential(int candidate)
    {
        var sum = 0.0;
        for (var chunk = 0; chunk < chunks.Count; chunk++)
        {
            sum += potentials[(chunk * TileKernel.Rows) + candidate];
        }

        return sum;
    }

    /// <summary>The first sample at which the running sum of distances exceeds <paramref name="target"/>.</summary>
    private int Draw(double target)
    {
        var sum = 0.0;
        var last = 0;
        for (var i = 0; i < panels.Count; i++)
        {
            if (closest[i] > 0)
            {
                last = i;
                sum += closest[i];
                if (sum > target)
                {
                    return i;
                }
            }
        }

        return last; // Rounding, or every sample is a centre already.
    }
}
