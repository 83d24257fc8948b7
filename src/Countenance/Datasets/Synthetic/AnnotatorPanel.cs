namespace Countenance.Datasets.Synthetic;

/// <summary>
/// Ten imagined annotators. Each picks an expression with a probability that falls with the distance of the drawn action units from the
/// expression's prototype at its best-fitting strength: a weak or mixed face splits the votes.
/// </summary>
internal static class AnnotatorPanel
{
    /// <summary>Votes a face.</summary>
    public const int Votes = 10;

    /// <summary>Number of expressions.</summary>
    public const int Classes = 8;

    private const int TwoSided = 14;
    private const int Features = TwoSided + 1;
    private const double Tolerance = 0.09;
    private static readonly double[][] prototypes = Prototypes();

    /// <summary>What the panel thinks in the long run: 8 probabilities that sum to 1.</summary>
    public static double[] Probabilities(FacialActionUnits units)
    {
        Span<double> seen = stackalloc double[Features];
        Describe(units, seen);
        var result = new double[Classes];
        double sum = 0;
        for (int k = 0; k < Classes; k++)
        {
            double distance = DistanceToRay(seen, prototypes[k]) + Tolerance;
            result[k] = 1 / (distance * distance * distance);
            sum += result[k];
        }

        for (int k = 0; k < Classes; k++)
        {
            result[k] /= sum;
        }

        return result;
    }

    /// <summary>Ten votes drawn from the probabilities, counts that sum to 10.</summary>
    public static int[] Vote(ReadOnlySpan<double> probabilities, StableRandom random)
    {
        var votes = new int[Classes];
        for (int i = 0; i < Votes; i++)
        {
            double u = random.Next();
            int k = 0;
            while (k < Classes - 1 && u >= probabilities[k])
            {
                u -= probabilities[k];
                k++;
            }

            votes[k]++;
        }

        return votes;
    }

    /// <summary>Squared distance to t · prototype, t between 0.42 and 1 (any strength an annotator would still name).</summary>
    private static double DistanceToRay(ReadOnlySpan<double> seen, ReadOnlySpan<double> prototype)
    {
        double dot = 0;
        double norm = 0;
        for (int i = 0; i < Features; i++)
        {
            dot += seen[i] * prototype[i];
            norm += prototype[i] * prototype[i];
        }

        double t = norm == 0 ? 0 : Math.Clamp(dot / norm, 0.42, 1);
        double distance = 0;
        for (int i = 0; i < Features; i++)
        {
            double d = seen[i] - (t * prototype[i]);
            distance += d * d;
        }

        return distance;
    }

    /// <summary>
    /// The units an annotator judges: all but the jaw's; a one-sided lip corner, whichever the side, is a feature of its own.
    /// </summary>
    private static void Describe(FacialActionUnits units, Span<double> features)
    {
        Span<double> all = stackalloc double[FacialActionUnits.Count];
        units.CopyTo(all);
        all[..TwoSided].CopyTo(features);
        double oneSided = Math.Abs(units.Asymmetry);
        features[8] = units.LipCornerPull * (1 - oneSided);
        features[9] = units.Dimple * (1 - oneSided);
        features[TwoSided] = oneSided * (units.LipCornerPull + units.Dimple);
    }

    private static double[][] Prototypes()
    {
        var result = new double[Classes][];
        for (int k = 0; k < Classes; k++)
        {
            result[k] = new double[Features];
            Describe(FacialActionUnits.Prototype((SyntheticExpression)k), result[k]);
        }

        return result;
    }
}
