namespace Countenance.Clustering;

/// <summary>
/// E[MI] of two random labellings with given group sizes: the overlap of groups of sizes a and b among N samples is hypergeometric.
/// </summary>
internal static class ExpectedMutualInformation
{
    // Terms whose probability has fallen to this share of the mode's are beyond double's reach in the sum.
    private const double Negligible = 1e-20;

    /// <summary>Σ_ij Σ_n (n/N) ln(N·n / (a_i b_j)) P(n | a_i, b_j, N); groups of one size are summed once.</summary>
    public static double Of(long[] rowSums, long[] columnSums, long total)
    {
        var columns = columnSums.CountBy(static size => size).OrderBy(static pair => pair.Key).ToArray();
        var sum = 0.0;
        foreach (var (a, rowsOfSize) in rowSums.CountBy(static size => size).OrderBy(static pair => pair.Key))
        {
            foreach (var (b, columnsOfSize) in columns)
            {
                sum += (double)rowsOfSize * columnsOfSize * OfPair(a, b, total);
            }
        }

        return sum;
    }

    /// <summary>
    /// One pair of groups: from the most likely overlap outwards by the ratio of neighbouring probabilities, normalised at the end; no
    /// factorial is ever formed.
    /// </summary>
    private static double OfPair(long a, long b, long total)
    {
        var least = Math.Max(0, a + b - total);
        var most = Math.Min(a, b);
        var mode = Math.Clamp((long)((a + 1.0) * (b + 1.0) / (total + 2.0)), least, most);
        var sum = Term(mode, a, b, total);
        var mass = 1.0;
        var probability = 1.0;
        for (var n = mode + 1; n <= most && probability > Negligible; n++)
        {
            probability *= (a - n + 1.0) * (b - n + 1.0) / (n * (double)(total - a - b + n));
            sum += Term(n, a, b, total) * probability;
            mass += probability;
        }

        probability = 1.0;
        for (var n = mode - 1; n >= least && probability > Negligible; n--)
        {
            probability *= (n + 1.0) * (total - a - b + n + 1.0) / ((a - n) * (double)(b - n));
            sum += Term(n, a, b, total) * probability;
            mass += probability;
        }

        return sum / mass;
    }

    private static double Term(long n, long a, long b, double total) => n == 0 ? 0 : n / total * Math.Log(total * n / ((double)a * b));
}
