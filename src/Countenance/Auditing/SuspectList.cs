using System.Globalization;
using Countenance.Datasets;

namespace Countenance.Auditing;

/// <summary>The likely wrong labels of a data set, each with its reason.</summary>
public static class SuspectList
{
    // Grey levels: the same picture saved twice differs by less, two pictures of one person by far more.
    private const double SamePicture = 4;

    /// <summary>Lists the labels that are wrong with at least some probability, the likeliest first.</summary>
    /// <param name="audit">The verdicts.</param>
    /// <param name="dataset">The audited images; held only for the call.</param>
    /// <param name="votes">The annotators' votes for the reasons, row-major [N, K]; null for none.</param>
    /// <param name="threshold">The least probability, 0–1.</param>
    /// <exception cref="ArgumentException">The audit is of another number of images, or the votes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is not in 0–1.</exception>
    public static IReadOnlyList<Suspect> Create(LabelAudit audit, ImageDataset dataset, float[]? votes = null, double threshold = 0.5)
    {
        ArgumentNullException.ThrowIfNull(audit);
        ArgumentNullException.ThrowIfNull(dataset);
        int classes = audit.Evidence.ClassNames.Count;
        if (audit.WrongLogOdds.Length != dataset.Count || (votes is not null && votes.Length != dataset.Count * classes))
        {
            throw new ArgumentException($"The audit and the votes must be of {dataset.Count} images. Got {audit.WrongLogOdds.Length}.");
        }

        RequireThreshold(threshold);
        IEnumerable<int> images = audit.Ranking().TakeWhile(image => audit.WrongProbability(image) >= threshold);
        return [.. images.Select((image, i) => new Suspect(
            i + 1,
            image,
            dataset.Names[image],
            ClassOf(audit, audit.Evidence.Folds.Labels[image]),
            ClassOf(audit, audit.Suggested(image)),
            audit.WrongProbability(image),
            audit.Evidence.Typicality[image],
            Reason(audit, dataset, votes is null ? default : votes.AsSpan(image * classes, classes), image)))];
    }

    /// <summary>Refuses a threshold outside 0–1; for callers whose audit takes hours.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is.</exception>
    public static void RequireThreshold(double threshold)
    {
        if (!(threshold >= 0 && threshold <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, $"The threshold must be between 0 and 1. Got {threshold}.");
        }
    }

    private static string Reason(LabelAudit audit, ImageDataset dataset, ReadOnlySpan<float> votes, int image)
    {
        OutOfFoldEvidence evidence = audit.Evidence;
        string given = ClassOf(audit, evidence.Folds.Labels[image]);
        var parts = new List<string>();
        int twin = evidence.Nearest[image];
        if (twin >= 0 && evidence.Folds.Labels[twin] != evidence.Folds.Labels[image] && Difference(dataset, image, twin) <= SamePicture)
        {
            parts.Add($"the same picture as {dataset.Names[twin]}, which is {ClassOf(audit, evidence.Folds.Labels[twin])}");
        }

        parts.Add(NeighborsOf(audit, image, given));
        double nearer = 1 - evidence.Typicality[image];
        if (nearer >= 0.5)
        {
            parts.Add($"farther from {given} than {Percent(nearer)} of its images");
        }

        if (!votes.IsEmpty)
        {
            parts.Add($"annotators: {Votes(votes, evidence.ClassNames)}");
        }

        return string.Join("; ", parts);
    }

    // "9 of 11 nearest neighbours are happiness, none is sadness".
    private static string NeighborsOf(LabelAudit audit, int image, string given)
    {
        AuditFolds folds = audit.Evidence.Folds;
        int[] labels =
            [.. audit.Evidence.Neighbors[image].Take(audit.Evidence.Options.ReasonNeighbors).Select(neighbor => folds.Labels[neighbor])];
        int own = labels.Count(label => label == folds.Labels[image]);
        IGrouping<int, int>? most = labels.Where(label => label != folds.Labels[image])
            .GroupBy(label => label).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).FirstOrDefault();
        string ownText = own switch { 0 => $"none is {given}", 1 => $"1 is {given}", _ => $"{own} are {given}" };
        return most is null
            ? $"all {labels.Length} nearest neighbours are {given}"
            : $"{most.Count()} of {labels.Length} nearest neighbours are {ClassOf(audit, most.Key)}, {ownText}";
    }

    private static string Votes(ReadOnlySpan<float> votes, IReadOnlyList<string> classNames)
    {
        var shares = new List<(float Share, string Name)>();
        for (int c = 0; c < votes.Length; c++)
        {
            if (votes[c] > 0)
            {
                shares.Add((votes[c], classNames[c]));
            }
        }

        return string.Join(", ", shares.OrderByDescending(vote => vote.Share).Select(vote => $"{Percent(vote.Share)} {vote.Name}"));
    }

    // Mean absolute difference in grey levels.
    private static double Difference(ImageDataset dataset, int first, int second)
    {
        ReadOnlySpan<byte> one = dataset.Pixels(first);
        ReadOnlySpan<byte> other = dataset.Pixels(second);
        long sum = 0;
        for (int i = 0; i < one.Length; i++)
        {
            sum += Math.Abs(one[i] - other[i]);
        }

        return sum / (double)one.Length;
    }

    private static string ClassOf(LabelAudit audit, int label) => label < 0 ? "without a label" : audit.Evidence.ClassNames[label];

    private static string Percent(double fraction) => (100 * fraction).ToString("0", CultureInfo.InvariantCulture) + " %";
}
