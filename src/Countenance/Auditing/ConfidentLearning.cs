using Countenance.Classification;

namespace Countenance.Auditing;

/// <summary>
/// Confident learning (Northcutt, Jiang and Chuang 2021), the baseline that cleanlab made known: an image counts as class j when p_j is at
/// least the mean p_j of the images labelled j; those that count as another class than they are labelled are its issues.
/// </summary>
public sealed class ConfidentLearning
{
    private readonly PosteriorMatrix posterior;
    private readonly int[] labels;

    private ConfidentLearning(PosteriorMatrix posterior, int[] labels)
    {
        this.posterior = posterior;
        this.labels = labels;
        Thresholds = new double[posterior.ClassCount];
        ConfidentJoint = new int[posterior.ClassCount, posterior.ClassCount];
        IsIssue = new bool[labels.Length];
    }

    /// <summary>t_j = mean p_j over the images labelled j, their self-confidence, [K]; +∞ for a class without images.</summary>
    public double[] Thresholds { get; }

    /// <summary>Images labelled g (row) that count as class j (column), [K, K]; of several classes above threshold the likeliest.</summary>
    public int[,] ConfidentJoint { get; }

    /// <summary>Whether an image lies off the diagonal of the confident joint, [N]: what is pruned.</summary>
    public bool[] IsIssue { get; }

    /// <summary>
    /// Share of wrong labels by the joint calibrated to the label counts: 1 − Σ_g n_g/N · C_gg / Σ_j C_gj, over classes with confident
    /// images.
    /// </summary>
    public double NoiseRate { get; private set; }

    /// <summary>Finds the issues.</summary>
    /// <param name="posterior">Out-of-sample probabilities, [N, K].</param>
    /// <param name="labels">Given labels, −1 for none (left out), [N].</param>
    /// <exception cref="ArgumentException">The lengths differ, or a label is not a class.</exception>
    public static ConfidentLearning Find(PosteriorMatrix posterior, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Length != posterior.Count)
        {
            throw new ArgumentException($"There must be one label per sample, {posterior.Count}. Got {labels.Length}.", nameof(labels));
        }

        ClassificationMetrics.RequireClasses(labels, posterior.ClassCount, nameof(labels));
        var result = new ConfidentLearning(posterior, labels);
        result.SetThresholds();
        result.CountConfident();
        return result;
    }

    /// <summary>Scores for a ranking, issues first, each part by p_g, the self-confidence in the given label: least first.</summary>
    /// <returns>Higher for what is likelier wrong, [N]; −∞ for an image without a label.</returns>
    public double[] SelfConfidenceScores() => Scores(i => posterior[i][labels[i]]);

    /// <summary>Scores for a ranking, issues first, each part by the normalised margin p_g − max_{j≠g} p_j: least first.</summary>
    /// <returns>Higher for what is likelier wrong, [N]; −∞ for an image without a label.</returns>
    public double[] MarginScores() => Scores(i =>
    {
        double best = 0;
        for (int c = 0; c < posterior.ClassCount; c++)
        {
            best = c == labels[i] ? best : Math.Max(best, posterior[i][c]);
        }

        return posterior[i][labels[i]] - best;
    });

    // Quality lies in −1 … 1, so an issue (from 2) always stands before the rest (to 1).
    private double[] Scores(Func<int, double> quality)
        => [.. labels.Select((label, i) => label < 0 ? double.NegativeInfinity : (IsIssue[i] ? 3 : 0) - quality(i))];

    private void SetThresholds()
    {
        var counts = new int[Thresholds.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] >= 0)
            {
                Thresholds[labels[i]] += posterior[i][labels[i]];
                counts[labels[i]]++;
            }
        }

        for (int c = 0; c < counts.Length; c++)
        {
            Thresholds[c] = counts[c] == 0 ? double.PositiveInfinity : Thresholds[c] / counts[c];
        }
    }

    private void CountConfident()
    {
        int classes = Thresholds.Length;
        var counts = new int[classes];
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0)
            {
                continue;
            }

            counts[labels[i]]++;
            int likely = -1;
            for (int c = 0; c < classes; c++)
            {
                if (posterior[i][c] >= Thresholds[c] && (likely < 0 || posterior[i][c] > posterior[i][likely]))
                {
                    likely = c;
                }
            }

            if (likely >= 0)
            {
                ConfidentJoint[labels[i], likely]++;
                IsIssue[i] = likely != labels[i];
            }
        }

        double right = 0;
        double all = 0;
        for (int g = 0; g < classes; g++)
        {
            double confident = Enumerable.Range(0, classes).Sum(j => ConfidentJoint[g, j]);
            right += confident == 0 ? 0 : counts[g] * (ConfidentJoint[g, g] / confident);
            all += confident == 0 ? 0 : counts[g];
        }

        NoiseRate = all == 0 ? 0 : 1 - (right / all);
    }
}
