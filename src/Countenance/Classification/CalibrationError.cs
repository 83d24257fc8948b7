namespace Countenance.Classification;

/// <summary>How far confidence is from accuracy.</summary>
public static class CalibrationError
{
    /// <summary>
    /// Expected calibration error (Naeini et al., Guo et al.): samples fall into equal-width bins of the highest probability,
    /// (b/B, (b+1)/B]; ECE = Σ_b (n_b/N) · |accuracy_b − mean confidence_b|.
    /// </summary>
    /// <param name="posterior">Probabilities, [N, K].</param>
    /// <param name="labels">True classes; −1 marks a sample that is left out, [N].</param>
    /// <param name="bins">B, the number of bins.</param>
    /// <returns>ECE in 0–1; 0 when no sample is labelled.</returns>
    /// <exception cref="ArgumentException">The number of labels is not N.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bins"/> is not positive.</exception>
    public static double Expected(PosteriorMatrix posterior, ReadOnlySpan<int> labels, int bins = 15)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        if (labels.Length != posterior.Count)
        {
            throw new ArgumentException($"There must be one label per sample, {posterior.Count}. Got {labels.Length}.", nameof(labels));
        }

        // Σ confidence − Σ right, a bin; its absolute value over N is the bin's whole contribution.
        var gaps = new double[bins];
        var labelled = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0)
            {
                continue;
            }

            var predicted = posterior.MostProbable(i);
            double confidence = posterior[i][predicted];
            var bin = Math.Clamp((int)Math.Ceiling(confidence * bins) - 1, 0, bins - 1);
            gaps[bin] += confidence - (predicted == labels[i] ? 1 : 0);
            labelled++;
        }

        return labelled == 0 ? 0 : gaps.Sum(Math.Abs) / labelled;
    }
}
