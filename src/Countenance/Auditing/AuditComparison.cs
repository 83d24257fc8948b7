using Countenance.Classification;

namespace Countenance.Auditing;

/// <summary>How well one way of ranking finds labels known to be wrong.</summary>
/// <param name="Method">Name of the method.</param>
/// <param name="AveragePrecision">Area under precision over recall, 0–1.</param>
/// <param name="PrecisionAt10Percent">Share of wrong labels in the first tenth of the ranking.</param>
public sealed record AuditFigures(string Method, double AveragePrecision, double PrecisionAt10Percent);

/// <summary>The audit beside baselines that judge by the very same embeddings and probabilities of other folds.</summary>
public static class AuditComparison
{
    private const double Share = 0.1;

    /// <summary>Measures the audit's ranking, neighbours' disagreement, confident learning, and self-confidence alone.</summary>
    /// <remarks>
    /// All but the neighbours judge by the same calibrated posterior. Inside a fold the audit ranks labels as self-confidence alone does,
    /// but for those of a class that the other folds lack; confident learning puts the labels first that it would prune.
    /// </remarks>
    /// <param name="audit">The audit.</param>
    /// <param name="isWrong">Whether a label is known to be wrong, [N].</param>
    /// <returns>The audit first.</returns>
    /// <exception cref="ArgumentException">The number of flags is not N.</exception>
    public static IReadOnlyList<AuditFigures> Measure(LabelAudit audit, bool[] isWrong)
    {
        ArgumentNullException.ThrowIfNull(audit);
        ArgumentNullException.ThrowIfNull(isWrong);
        AuditFolds folds = audit.Evidence.Folds;
        if (isWrong.Length != folds.Of.Count)
        {
            throw new ArgumentException($"There must be one flag per image, {folds.Of.Count}. Got {isWrong.Length}.", nameof(isWrong));
        }

        int[] labelled = [.. Enumerable.Range(0, isWrong.Length).Where(image => folds.Of[image] >= 0)];
        bool[] wrong = Array.ConvertAll(labelled, image => isWrong[image]);
        int[] labels = Array.ConvertAll(labelled, image => folds.Labels[image]);
        PosteriorMatrix posterior = audit.Posterior();
        ConfidentLearning confident = ConfidentLearning.Find(posterior, labels);
        AuditOptions options = audit.Evidence.Options;
        IEnumerable<int> counts = new[] { options.ReasonNeighbors, options.FoundNeighbors }.Distinct();
        return
        [
            Figures("posterior of the class Gaussians", Array.ConvertAll(labelled, image => audit.WrongLogOdds[image]), wrong),
            .. counts.Select(k => Figures(
                $"disagreement of {k} nearest neighbours",
                Array.ConvertAll(labelled, image => Disagreement(audit.Evidence, image, k)),
                wrong)),
            Figures("confident learning, by normalised margin", confident.MarginScores(), wrong),
            Figures("confident learning, by self-confidence", confident.SelfConfidenceScores(), wrong),
            Figures("self-confidence without pruning", [.. labels.Select((label, row) => -(double)posterior[row][label])], wrong),
        ];
    }

    /// <summary>Share of an image's k nearest neighbours of other folds whose label is another than its own.</summary>
    public static double Disagreement(OutOfFoldEvidence evidence, int image, int k)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ReadOnlySpan<int> neighbors = evidence.Neighbors[image];
        neighbors = neighbors[..Math.Min(k, neighbors.Length)];
        int others = 0;
        foreach (int neighbor in neighbors)
        {
            others += evidence.Folds.Labels[neighbor] != evidence.Folds.Labels[image] ? 1 : 0;
        }

        return neighbors.Length == 0 ? 0 : others / (double)neighbors.Length;
    }

    private static AuditFigures Figures(string method, double[] scores, bool[] wrong)
        => new(method, RankingScore.AveragePrecision(scores, wrong), RankingScore.PrecisionAt(scores, wrong, Share));
}
