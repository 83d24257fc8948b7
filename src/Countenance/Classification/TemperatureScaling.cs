namespace Countenance.Classification;

/// <summary>
/// One temperature for all posteriors (Guo et al. 2017): p(c | z) ∝ exp(l_c / T). Above 1 it makes them less sure, and which class is the
/// most probable never changes.
/// </summary>
public static class TemperatureScaling
{
    private const double Smallest = 0.05;
    private const double Largest = 20;

    /// <summary>The temperature under which given labels are the most likely: the least mean of −ln p(label | z).</summary>
    /// <param name="logarithms">l_c, logarithms of unnormalised probabilities, row-major [N, K]; −∞ is allowed.</param>
    /// <param name="labels">True classes, [N]; a row whose label is negative, or to which its class gives −∞, is left out.</param>
    /// <param name="classCount">K, the number of classes.</param>
    /// <returns>T in 0.05–20; 1 when no row counts.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static double Fit(double[] logarithms, int[] labels, int classCount)
    {
        ArgumentNullException.ThrowIfNull(logarithms);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classCount);
        if (logarithms.Length != (long)labels.Length * classCount)
        {
            throw new ArgumentException($"There must be {labels.Length}×{classCount} logarithms. Got {logarithms.Length}.", nameof(logarithms));
        }

        int[] rows = [.. Enumerable.Range(0, labels.Length)
            .Where(i => labels[i] >= 0 && double.IsFinite(logarithms[(i * classCount) + labels[i]]))];
        if (rows.Length == 0)
        {
            return 1;
        }

        // The mean is convex in 1/T: one minimum, found by golden section.
        double golden = (Math.Sqrt(5) - 1) / 2;
        double low = 1 / Largest;
        double high = 1 / Smallest;
        while (high - low > 1e-7 * high)
        {
            double left = high - (golden * (high - low));
            double right = low + (golden * (high - low));
            (low, high) = Cost(left) < Cost(right) ? (low, right) : (left, high);
        }

        return 2 / (low + high);

        double Cost(double sharpness)
        {
            double total = 0;
            foreach (int i in rows)
            {
                ReadOnlySpan<double> row = logarithms.AsSpan(i * classCount, classCount);
                double own = row[labels[i]];
                double sum = 0;
                double largest = System.Numerics.Tensors.TensorPrimitives.Max(row);
                foreach (double value in row)
                {
                    sum += Math.Exp(sharpness * (value - largest));
                }

                total += Math.Log(sum) - (sharpness * (own - largest));
            }

            return total;
        }
    }
}
