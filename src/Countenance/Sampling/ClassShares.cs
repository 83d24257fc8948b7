namespace Countenance.Sampling;

/// <summary>How many images of a batch each class gets.</summary>
internal static class ClassShares
{
    /// <summary>No class that takes part gets fewer: with one sample, a class's mean in the batch would be that sample.</summary>
    public const int Least = 2;

    /// <summary>
    /// Shares b_c with Σ b_c = B and b_c ∝ n_c^<paramref name="power"/>, whole by largest remainder, at least <see cref="Least"/>; what the
    /// least takes is taken from the other classes in proportion. Classes without images get 0. Of equal remainders the first class wins.
    /// </summary>
    /// <param name="counts">n_c, the images of each class, [K].</param>
    /// <param name="batchSize">B.</param>
    /// <param name="power">0 for equal shares, 1 for natural ones.</param>
    /// <returns>b_c, [K].</returns>
    /// <exception cref="ArgumentException">The batch is too small for the classes, or there is no class.</exception>
    public static int[] Allot(IReadOnlyList<int> counts, int batchSize, double power)
    {
        int[] present = [.. Enumerable.Range(0, counts.Count).Where(c => counts[c] > 0)];
        if (present.Length == 0)
        {
            throw new ArgumentException("Labels must name at least one class. Got none.");
        }

        if (batchSize < Least * present.Length)
        {
            throw new ArgumentException(
                $"BatchSize must be at least {Least} for each of the {present.Length} classes, {Least * present.Length}. Got {batchSize}.");
        }

        var shares = new int[counts.Count];
        List<int> free = [.. present];
        int left = batchSize;
        double weight;
        bool changed;
        do
        {
            // A class below the least is set to it and leaves, which can push another below.
            weight = free.Sum(c => Math.Pow(counts[c], power));
            double perWeight = left / weight;
            int[] poor = [.. free.Where(c => Math.Pow(counts[c], power) * perWeight < Least)];
            foreach (int c in poor)
            {
                shares[c] = Least;
                left -= Least;
                free.Remove(c);
            }

            changed = poor.Length > 0;
        }
        while (changed && free.Count > 0);

        return Round(shares, free, left, c => Math.Pow(counts[c], power) / weight);
    }

    private static int[] Round(int[] shares, List<int> classes, int seats, Func<int, double> fraction)
    {
        foreach (int c in classes)
        {
            shares[c] = (int)Math.Floor(seats * fraction(c));
        }

        int rest = seats - classes.Sum(c => shares[c]);
        foreach (int c in classes.OrderByDescending(c => (seats * fraction(c)) - shares[c]).Take(rest))
        {
            shares[c]++;
        }

        return shares;
    }
}
