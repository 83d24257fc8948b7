namespace Countenance.Auditing;

/// <summary>
/// How class densities become the probability that a given label is wrong: p(c | z) ∝ exp(β·ln N(z; μ_c, Σ_c) + a_c), and a label that is
/// kept with probability 1 − ε and otherwise any of the other classes with equal chance. β corrects densities that are too sure of
/// themselves, a_c the training priors for the wrong labels among those counted; at β = 1 and a_c = ln π_c it is Eq. 1.
/// </summary>
/// <param name="Sharpness">β, positive.</param>
/// <param name="Offsets">a_c, [K]; −∞ for a class that cannot be.</param>
/// <param name="NoiseRate">ε in (0, 1): the share of wrong labels.</param>
public sealed record PosteriorCalibration(double Sharpness, double[] Offsets, double NoiseRate)
{
    /// <summary>
    /// Fits β, a and ε to given labels by maximum a posteriori: Σ_i ln p(label_i | z_i), with β near 1 and a near ln π as if a few images
    /// had said so, and ε near 0.05 as if 20 had. Expectation–maximisation over which labels are kept; each maximisation is a Newton step.
    /// </summary>
    /// <param name="logDensities">ln N(z; μ_c, Σ_c), row-major [N, K]; −∞ for a class without density.</param>
    /// <param name="labels">Given labels, [N]; a row whose label is negative or without density is left out.</param>
    /// <param name="logPriors">ln π_c, [K]; −∞ for a class that cannot be.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or fewer than 2 classes can be.</exception>
    public static PosteriorCalibration Fit(double[] logDensities, int[] labels, double[] logPriors)
    {
        ArgumentNullException.ThrowIfNull(logDensities);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(logPriors);
        if (logDensities.Length != labels.Length * logPriors.Length)
        {
            throw new ArgumentException(
                $"There must be {labels.Length}×{logPriors.Length} densities. Got {logDensities.Length}.", nameof(logDensities));
        }

        return logPriors.Count(double.IsFinite) >= 2
            ? new CalibrationFit(logDensities, labels, logPriors).Run()
            : throw new ArgumentException("At least 2 classes must have images: otherwise no label can be wrong.", nameof(logPriors));
    }

    /// <summary>ln p(c | z).</summary>
    /// <param name="logDensities">ln N(z; μ_c, Σ_c), [K].</param>
    /// <param name="logPosterior">Receives the logarithms, [K]; −∞ for a class without density.</param>
    public void LogPosterior(ReadOnlySpan<double> logDensities, Span<double> logPosterior)
    {
        double largest = double.NegativeInfinity;
        for (int c = 0; c < Offsets.Length; c++)
        {
            logPosterior[c] = double.IsFinite(Offsets[c]) ? (Sharpness * logDensities[c]) + Offsets[c] : double.NegativeInfinity;
            largest = Math.Max(largest, logPosterior[c]);
        }

        double sum = 0;
        for (int c = 0; c < Offsets.Length; c++)
        {
            sum += Math.Exp(logPosterior[c] - largest);
        }

        double normalizer = largest + Math.Log(sum);
        for (int c = 0; c < Offsets.Length; c++)
        {
            logPosterior[c] -= normalizer;
        }
    }

    /// <summary>
    /// Log odds that a given label is wrong: ln [ε/(K−1) · (1 − p_g)] − ln [(1 − ε) · p_g]. Of a label whose class has no density nothing
    /// is known but ε.
    /// </summary>
    /// <param name="logPosterior">What <see cref="LogPosterior"/> wrote, [K].</param>
    /// <param name="label">g, the given label.</param>
    public double WrongLogOdds(ReadOnlySpan<double> logPosterior, int label)
    {
        double kept = Math.Log(1 - NoiseRate);
        if (double.IsNegativeInfinity(logPosterior[label]))
        {
            return Math.Log(NoiseRate) - kept;
        }

        // ln(1 − p_g) from the others: exact where p_g is all but 1.
        double largest = double.NegativeInfinity;
        for (int c = 0; c < logPosterior.Length; c++)
        {
            largest = c == label ? largest : Math.Max(largest, logPosterior[c]);
        }

        double others = 0;
        for (int c = 0; c < logPosterior.Length; c++)
        {
            others += c == label || double.IsNegativeInfinity(largest) ? 0 : Math.Exp(logPosterior[c] - largest);
        }

        double share = Math.Log(NoiseRate / (Offsets.Count(double.IsFinite) - 1));
        return share + largest + Math.Log(others) - kept - logPosterior[label];
    }
}
