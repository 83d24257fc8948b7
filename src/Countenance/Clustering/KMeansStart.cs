using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
    private readonly float[] closest;       // [N, filled up with 0] squared distance to the nearest centre so far
    private readonly float[] closer;        // [8, N filled up] what `closest` would be with each candidate
    private readonly double[] potentials;   // [chunks, 8] their sums
    private readonly double[] chunkSums;    // [chunks] sums of `closest`
    private readonly double[] candidateNorms = new double[TileKernel.Rows];

    public KMeansStart(PanelChunks chunks)
    {
        this.chunks = chunks;
        panels = chunks.Panels;
        rows = new AlignedFloats(TileKernel.Rows * panels.Dimension);
        closest = new float[panels.SquaredNorms.Length];
        closer = new float[checked(TileKernel.Rows * closest.Length)];
        potentials = new double[chunks.Count * TileKernel.Rows];
        chunkSums = new double[chunks.Count];
    }

    /// <summary>Chooses the centres: rows of the matrix, [K].</summary>
    public int[] Choose(int clusters, ref SplitMix64 random)
    {
        var trials = Math.Min(TileKernel.Rows, 2 + (int)Math.Log(clusters));
        var centers = new int[clusters];
        closest.AsSpan(0, panels.Count).Fill(float.PositiveInfinity);
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
                for (var t = 0; t < count; t++)
                {
                    sums[t] += Measure(products + (t * TileKernel.Columns), panel * TileKernel.Columns, t);
                }
            }
        });
    }

    /// <summary>One candidate against one panel: writes the distances to the nearest centre if it were one, and returns their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Measure(float* products, int start, int candidate)
    {
        ref var norms = ref panels.SquaredNorms[start];
        ref var present = ref closest[start];
        ref var target = ref closer[(candidate * closest.Length) + start];
        var norm = Vector256.Create((float)candidateNorms[candidate]);
        var sum = Vector256<double>.Zero;
        for (var column = 0; column < TileKernel.Columns; column += Vector256<float>.Count)
        {
            var distance = Vector256.Load(products + column) + Vector256.LoadUnsafe(ref norms, (nuint)column) + norm;
            distance = Vector256.Min(Vector256.Max(distance, Vector256<float>.Zero), Vector256.LoadUnsafe(ref present, (nuint)column));
            distance.StoreUnsafe(ref target, (nuint)column);
            var (low, high) = Vector256.Widen(distance);
            sum += low + high;
        }

        return Vector256.Sum(sum);
    }

    /// <summary>Makes a measured candidate a centre; returns the new sum of distances.</summary>
    private double Accept(int candidate)
    {
        closer.AsSpan(candidate * closest.Length, closest.Length).CopyTo(closest);
        for (var chunk = 0; chunk < chunks.Count; chunk++)
        {
            chunkSums[chunk] = potentials[(chunk * TileKernel.Rows) + candidate];
        }

        return Potential(candidate);
    }

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
        for (var chunk = 0; chunk < chunks.Count; chunk++)
        {
            // The last chunk with any distance is searched whatever the target: rounding may have put it beyond the sum.
            if (chunkSums[chunk] > 0 && (sum + chunkSums[chunk] > target || !chunkSums.AsSpan(chunk + 1).ContainsAnyExcept(0)))
            {
                return DrawWithin(chunks.Samples(chunk), target - sum);
            }

            sum += chunkSums[chunk];
        }

        return 0; // Every sample is a centre already.
    }

    private int DrawWithin(Range samples, double target)
    {
        var sum = 0.0;
        var last = samples.Start.Value;
        for (var i = samples.Start.Value; i < samples.End.Value; i++)
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

        return last; // Rounding.
    }
}
