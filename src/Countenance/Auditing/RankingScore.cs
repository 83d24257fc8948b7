namespace Countenance.Auditing;

/// <summary>How well a ranking puts what is looked for first.</summary>
public static class RankingScore
{
    /// <summary>
    /// AP = Σ_n (R_n − R_{n−1})·P_n over the distinct scores from the highest down (scikit-learn's definition): equal scores are taken
    /// together, so their order does not matter.
    /// </summary>
    /// <param name="scores">Higher for what should come first, [N]; not NaN.</param>
    /// <param name="isRelevant">What is looked for, [N].</param>
    /// <returns>AP in 0–1; 0 when nothing is relevant.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a score is NaN.</exception>
    public static double AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isRelevant)
    {
        int[] order = Order(scores, isRelevant.Length);
        int total = isRelevant.Count(true);
        double sum = 0;
        int found = 0;
        for (int start = 0; start < order.Length;)
        {
            int end = start;
            int before = found;
            while (end < order.Length && scores[order[end]] == scores[order[start]])
            {
                found += isRelevant[order[end++]] ? 1 : 0;
            }

            sum += (found - before) * (found / (double)end);
            start = end;
        }

        return total == 0 ? 0 : sum / total;
    }

    /// <summary>Share of relevant ones among the first ⌊share · N⌉, at least one; equal scores stand in the order of their index.</summary>
    /// <param name="scores">Higher for what should come first, [N]; not NaN.</param>
    /// <param name="isRelevant">What is looked for, [N].</param>
    /// <param name="share">Share of the ranking looked at, in (0, 1].</param>
    /// <exception cref="ArgumentException">The lengths differ, a score is NaN, or nothing is ranked.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="share"/> is not in (0, 1].</exception>
    public static double PrecisionAt(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isRelevant, double share)
    {
        if (!(share > 0 && share <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, $"The share must be above 0 and at most 1. Got {share}.");
        }

        int[] order = Order(scores, isRelevant.Length);
        if (order.Length == 0)
        {
            throw new ArgumentException("There must be at least one score. Got none.", nameof(scores));
        }

        int first = Math.Max(1, (int)Math.Round(share * order.Length));
        int found = 0;
        foreach (int i in order.AsSpan(0, first))
        {
            found += isRelevant[i] ? 1 : 0;
        }

        return found / (double)first;
    }

    /// <summary>The places of a ranking: indices by falling score, equal scores in the order of their index.</summary>
    internal static int[] Order(ReadOnlySpan<double> scores, int expected)
    {
        if (scores.Length != expected)
        {
            throw new ArgumentException($"There must be one score each, {expected}. Got {scores.Length}.", nameof(scores));
        }

        double[] keys = new double[scores.Length];
        var order = new int[scores.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = double.IsNaN(scores[i])
                ? throw new ArgumentException($"Scores must be numbers. Got NaN at {i}.", nameof(scores))
                : -scores[i];
            order[i] = i;
        }

        Array.Sort(order, (a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.CompareTo(b));
        return order;
    }
}
