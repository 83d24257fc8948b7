namespace Countenance.Album.Summaries;

/// <summary>
/// A few faces that stand for all: greedy facility location. The worth of a set S is Σ_i w_i max_{j∈S} exp(−‖z_i − z_j‖²/2h²), with h² the
/// mean squared distance between a face and the nearest candidate; the greedy choice is within 1 − 1/e of the best.
/// </summary>
internal static class CoverageSelection
{
    /// <summary>Chooses.</summary>
    /// <param name="points">What is to be covered, [M, D].</param>
    /// <param name="weights">How much each of them counts, [M], not negative.</param>
    /// <param name="candidates">Rows of <paramref name="points"/> that may be chosen.</param>
    /// <param name="moments">The moment each candidate shows; no two of one are chosen.</param>
    /// <param name="budget">The most chosen.</param>
    /// <param name="cancellation">Stops between candidates.</param>
    /// <returns>Positions in <paramref name="candidates"/> in the order of the choice, each with the share of the album it adds.</returns>
    public static IReadOnlyList<(int Candidate, double Gain)> Choose(
        EmbeddingMatrix points,
        IReadOnlyList<double> weights,
        IReadOnlyList<int> candidates,
        IReadOnlyList<int> moments,
        int budget,
        CancellationToken cancellation = default)
    {
        double total = weights.Sum();
        if (candidates.Count == 0 || total <= 0)
        {
            return [];
        }

        float[][] likeness = Likeness(points, candidates, cancellation);
        var covered = new float[points.Count];
        var chosen = new List<(int, double)>();
        var shown = new HashSet<int>();

        // A gain only ever shrinks: the first of the queue whose gain is fresh is the best of all.
        var queue = new PriorityQueue<(int Candidate, int Round), (double, int)>();
        for (int c = 0; c < candidates.Count; c++)
        {
            cancellation.ThrowIfCancellationRequested();
            queue.Enqueue((c, 0), (-Gain(likeness[c], covered, weights), c));
        }

        while (chosen.Count < budget && queue.TryDequeue(out (int Candidate, int Round) next, out (double Gain, int) priority))
        {
            cancellation.ThrowIfCancellationRequested();
            if (shown.Contains(moments[next.Candidate]))
            {
                continue;
            }

            if (next.Round < chosen.Count)
            {
                queue.Enqueue((next.Candidate, chosen.Count), (-Gain(likeness[next.Candidate], covered, weights), next.Candidate));
                continue;
            }

            shown.Add(moments[next.Candidate]);
            chosen.Add((next.Candidate, -priority.Gain / total));
            for (int i = 0; i < covered.Length; i++)
            {
                covered[i] = Math.Max(covered[i], likeness[next.Candidate][i]);
            }
        }

        return chosen;
    }

    private static double Gain(float[] likeness, float[] covered, IReadOnlyList<double> weights)
    {
        double gain = 0;
        for (int i = 0; i < covered.Length; i++)
        {
            gain += weights[i] * Math.Max(0, likeness[i] - covered[i]);
        }

        return gain;
    }

    private static float[][] Likeness(EmbeddingMatrix points, IReadOnlyList<int> candidates, CancellationToken cancellation)
    {
        var rows = new float[candidates.Count][];
        var stops = new ParallelOptions { CancellationToken = cancellation };
        Parallel.For(0, rows.Length, stops, c =>
        {
            rows[c] = new float[points.Count];
            for (int i = 0; i < points.Count; i++)
            {
                rows[c][i] = System.Numerics.Tensors.TensorPrimitives.Distance(points[candidates[c]], points[i]);
                rows[c][i] *= rows[c][i];
            }
        });

        double sum = 0;
        for (int i = 0; i < points.Count; i++)
        {
            float nearest = float.PositiveInfinity;
            for (int c = 0; c < rows.Length; c++)
            {
                nearest = candidates[c] == i ? nearest : Math.Min(nearest, rows[c][i]);
            }

            sum += float.IsFinite(nearest) ? nearest : 0;
        }

        double squaredWidth = sum > 0 ? sum / points.Count : 1;
        Parallel.ForEach(rows, stops, row =>
        {
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = (float)Math.Exp(-row[i] / (2 * squaredWidth));
            }
        });
        return rows;
    }
}
