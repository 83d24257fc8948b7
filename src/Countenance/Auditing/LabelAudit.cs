using Countenance.Classification;

namespace Countenance.Auditing;

/// <summary>
/// The verdict on every label, from the posterior of class Gaussians that have not seen it: how likely it is wrong, and what it should be.
/// A fold's posterior is calibrated by K + 2 numbers, fitted to the densities of the other folds' images. The models of those densities did
/// learn this fold's labels: by way of these few numbers alone does a label bear on its own verdict.
/// </summary>
public sealed class LabelAudit
{
    private readonly double[] logPosterior; // [N, K]

    private LabelAudit(OutOfFoldEvidence evidence, double[] logPosterior, double[] wrongLogOdds, PosteriorCalibration[] calibrations)
    {
        Evidence = evidence;
        this.logPosterior = logPosterior;
        WrongLogOdds = wrongLogOdds;
        Calibrations = calibrations;
    }

    /// <summary>What the verdicts rest on.</summary>
    public OutOfFoldEvidence Evidence { get; }

    /// <summary>How the densities were turned into probabilities, one per fold.</summary>
    public IReadOnlyList<PosteriorCalibration> Calibrations { get; }

    /// <summary>Log odds that the given label is wrong, the score of the ranking, [N]; −∞ for an unlabelled image.</summary>
    public double[] WrongLogOdds { get; }

    /// <summary>
    /// Estimated share of wrong labels: the mean probability of being wrong over the labelled images. It errs on the low side, because a
    /// posterior made soft enough to allow for wrong labels explains a part of them itself.
    /// </summary>
    public double NoiseRate
    {
        get
        {
            int[] judged = Ranking();
            return judged.Average(WrongProbability);
        }
    }

    /// <summary>Judges the labels.</summary>
    /// <exception cref="ArgumentException">Fewer than 2 classes have images.</exception>
    public static LabelAudit Judge(OutOfFoldEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        AuditFolds folds = evidence.Folds;
        int classes = evidence.ClassNames.Count;
        var logPosterior = new double[evidence.LogDensities.Length];
        var odds = new double[folds.Of.Count];
        Array.Fill(odds, double.NegativeInfinity);
        var calibrations = new PosteriorCalibration[folds.Count];
        for (int fold = 0; fold < folds.Count; fold++)
        {
            calibrations[fold] = PosteriorCalibration.Fit(evidence.LogDensities, folds.TrainingLabels(fold), evidence.LogPriors[fold]);
            foreach (int image in folds.Judged(fold))
            {
                Span<double> row = logPosterior.AsSpan(image * classes, classes);
                calibrations[fold].LogPosterior(evidence.LogDensities.AsSpan(image * classes, classes), row);
                odds[image] = calibrations[fold].WrongLogOdds(row, folds.Labels[image]);
            }
        }

        return new LabelAudit(evidence, logPosterior, odds, calibrations);
    }

    /// <summary>The labelled images, the likeliest wrong first.</summary>
    public int[] Ranking()
    {
        int[] order = RankingScore.Order(WrongLogOdds, WrongLogOdds.Length);
        return [.. order.Where(image => Evidence.Folds.Of[image] >= 0)];
    }

    /// <summary>Probability that an image's label is wrong, 1 / (1 + e^−odds); 0 for an unlabelled image.</summary>
    public double WrongProbability(int image) => 1 / (1 + Math.Exp(-WrongLogOdds[image]));

    /// <summary>The most probable class besides the one given; −1 for an unlabelled image.</summary>
    public int Suggested(int image)
    {
        if (Evidence.Folds.Of[image] < 0)
        {
            return -1;
        }

        int classes = Evidence.ClassNames.Count;
        ReadOnlySpan<double> row = logPosterior.AsSpan(image * classes, classes);
        int given = Evidence.Folds.Labels[image];
        int best = given == 0 ? 1 : 0;
        for (int c = best + 1; c < classes; c++)
        {
            best = c != given && row[c] > row[best] ? c : best;
        }

        return best;
    }

    /// <summary>The calibrated p(c | z) of the labelled images, in the order of their index; what a baseline may judge by.</summary>
    /// <returns>Probabilities, [M, K].</returns>
    public PosteriorMatrix Posterior()
    {
        int classes = Evidence.ClassNames.Count;
        IEnumerable<int> labelled = Enumerable.Range(0, WrongLogOdds.Length).Where(image => Evidence.Folds.Of[image] >= 0);
        return new PosteriorMatrix(
            [
                .. labelled.SelectMany(image =>
                    Enumerable.Range(0, classes).Select(c => (float)Math.Exp(logPosterior[(image * classes) + c]))),
            ],
            classes);
    }
}
