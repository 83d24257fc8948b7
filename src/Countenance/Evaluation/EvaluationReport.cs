using Countenance.Classification;

namespace Countenance.Evaluation;

/// <summary>
/// Everything one evaluation found; serialised as the stable JSON of <c>evaluate --json</c>. All figures are fractions (0–1).
/// </summary>
/// <param name="Dataset">What was evaluated.</param>
/// <param name="Classification">kNN classification; null, as any figure below, when it was not asked for or nothing is labelled.</param>
/// <param name="Posterior">Classification by the posterior: a classifier's own, otherwise that of the mixtures or Gaussians of the classes.</param>
/// <param name="Clustering">k-means with as many clusters as classes.</param>
/// <param name="PredictionNmi">NMI between labels and kNN predictions, as the paper's authors computed it.</param>
/// <param name="Retrieval">Retrieval inside the evaluated split, the query left out.</param>
/// <param name="Seconds">Wall-clock seconds by stage.</param>
public sealed record EvaluationReport(
    DatasetSummary Dataset,
    ClassificationResult? Classification,
    PosteriorResult? Posterior,
    ClusteringResult? Clustering,
    double? PredictionNmi,
    RetrievalResult? Retrieval,
    IReadOnlyDictionary<string, double> Seconds);

/// <summary>What was evaluated.</summary>
/// <param name="Format">Data-set format, such as <c>ferplus</c>.</param>
/// <param name="Split">Split, such as <c>valid</c>.</param>
/// <param name="Images">Number of images.</param>
/// <param name="Labels">Label rule, such as <c>majority</c>.</param>
public sealed record DatasetSummary(string Format, string Split, int Images, string Labels);

/// <summary>One class's row of a classification.</summary>
/// <param name="Name">Class name.</param>
/// <param name="Precision">TP / (TP + FP); 0 when nothing was predicted as this class.</param>
/// <param name="Recall">TP / (TP + FN); 0 when the class has no samples.</param>
/// <param name="F1">Harmonic mean of the two; 0 when both are 0.</param>
/// <param name="Support">Number of samples of the class.</param>
public sealed record ClassScore(string Name, double Precision, double Recall, double F1, int Support);

/// <summary>kNN classification.</summary>
/// <param name="K">Number of neighbours.</param>
/// <param name="Accuracy">Share of samples predicted right.</param>
/// <param name="Precision">Macro precision (mean over classes).</param>
/// <param name="Recall">Macro recall.</param>
/// <param name="F1">2PR/(P+R) of the two macros, the paper's F1.</param>
/// <param name="MeanClassF1">Mean of the per-class F1.</param>
/// <param name="PerClass">One row per class.</param>
/// <param name="Confusion">Counts [true class][predicted class].</param>
public sealed record ClassificationResult(
    int K,
    double Accuracy,
    double Precision,
    double Recall,
    double F1,
    double MeanClassF1,
    IReadOnlyList<ClassScore> PerClass,
    IReadOnlyList<IReadOnlyList<int>> Confusion)
{
    /// <summary>The 95 % confidence interval of the accuracy (Wilson's), from the number of samples alone.</summary>
    public ConfidenceInterval AccuracyInterval
    {
        get
        {
            int right = Confusion.Select((row, c) => row[c]).Sum();
            return ConfidenceInterval.OfShare(right, Confusion.Sum(row => row.Sum()));
        }
    }
}

/// <summary>A confidence interval, as fractions.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
public sealed record ConfidenceInterval(double Low, double High)
{
    /// <summary>Wilson's score interval of a share at 95 % (Wilson 1927): it stays in 0–1, also for few samples and shares near the ends.</summary>
    /// <param name="part">Samples that count, 0 to <paramref name="whole"/>.</param>
    /// <param name="whole">All samples; of none the interval is 0–1.</param>
    public static ConfidenceInterval OfShare(long part, long whole)
    {
        const double Z = 1.959963984540054; // the standard normal's quantile at 97.5 %
        if (whole == 0)
        {
            return new ConfidenceInterval(0, 1);
        }

        double share = (double)part / whole;
        double middle = (share + (Z * Z / (2 * whole))) / (1 + (Z * Z / whole));
        double half = Z / (1 + (Z * Z / whole)) * Math.Sqrt((share * (1 - share) / whole) + (Z * Z / (4.0 * whole * whole)));
        return new ConfidenceInterval(Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}

/// <summary>Classification by the posterior: a classifier's own, otherwise that of the mixtures or Gaussians of the classes.</summary>
/// <param name="Accuracy">Share of samples whose most probable class is theirs.</param>
/// <param name="F1">2PR/(P+R) of the macro precision and recall.</param>
/// <param name="Ece">Expected calibration error, 15 equal-width bins of confidence, at temperature 1.</param>
public sealed record PosteriorResult(double Accuracy, double F1, double Ece)
{
    /// <summary>The same at the model's temperature; null for a model that is not calibrated.</summary>
    public double? CalibratedEce { get; init; }

    /// <summary>Typicality of the samples for their own classes; null without class Gaussians.</summary>
    public TypicalityResult? Typicality { get; init; }

    /// <summary>Agreement with the annotators' votes, at the model's temperature; null where the data set has none.</summary>
    public VoteAgreement? Votes { get; init; }
}

/// <summary>
/// How typical labelled samples are of their own classes, under each class's own covariance: were they draws from the Gaussians of the
/// training split, the median would be 0.5, and a twentieth would lie below 0.05.
/// </summary>
/// <param name="Median">The median.</param>
/// <param name="Below5Percent">Share of samples below 0.05.</param>
public sealed record TypicalityResult(double Median, double Below5Percent);

/// <summary>Agreement of k-means clusters with the classes.</summary>
/// <param name="Clusters">Number of clusters.</param>
/// <param name="Nmi">Mutual information over the mean of the two entropies.</param>
/// <param name="PairwiseF1">F1 over pairs of samples put together.</param>
/// <param name="AdjustedRand">Adjusted Rand index.</param>
public sealed record ClusteringResult(int Clusters, double Nmi, double PairwiseF1, double AdjustedRand);

/// <summary>Retrieval inside a split; the query itself is left out.</summary>
/// <param name="K">The numbers of neighbours.</param>
/// <param name="Recall">Recall@K: share of queries with at least one neighbour of their class.</param>
/// <param name="Accuracy">Acc@K: mean share of the K neighbours that are of the query's class.</param>
/// <param name="MapAtR">MAP@R: mean average precision at R, the number of other samples of the query's class.</param>
public sealed record RetrievalResult(
    IReadOnlyList<int> K,
    IReadOnlyList<double> Recall,
    IReadOnlyList<double> Accuracy,
    double MapAtR);
