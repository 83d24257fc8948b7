using Countenance.Evaluation;

namespace Countenance.Reporting.Sections;

/// <summary>Every figure of the evaluation in one table, each with its definition.</summary>
internal sealed class MeasuresSection : ReportSection
{
    private readonly IReadOnlyList<Measure> measures;

    private MeasuresSection(IReadOnlyList<Measure> measures)
        : base("measures", "Measures", "All figures of this evaluation and what each one means.") =>
        this.measures = measures;

    public static MeasuresSection? From(EvaluationReport? evaluation)
    {
        if (evaluation is null)
        {
            return null;
        }

        var measures = Classification(evaluation.Classification)
            .Concat(Posterior(evaluation.Posterior))
            .Concat(Clustering(evaluation.Clustering, evaluation.PredictionNmi))
            .Concat(Retrieval(evaluation.Retrieval))
            .Concat(Time(evaluation.Seconds))
            .ToArray();
        return measures.Length > 0 ? new MeasuresSection(measures) : null;
    }

    public override void WriteBody(HtmlWriter html)
    {
        html.Open("table", ("class", "measures"));
        html.Element("caption", "Measures, their values and definitions", ("class", "unseen"));
        html.TableHead("Measure", "Value", "Definition");
        foreach (var group in measures.GroupBy(measure => measure.Group))
        {
            html.Open("tbody");
            html.Open("tr", ("class", "group"));
            html.Element("th", group.Key, ("scope", "rowgroup"), ("colspan", "3"));
            html.Close("tr");
            foreach (var (_, name, value, definition) in group)
            {
                html.Open("tr");
                html.Element("th", name, ("scope", "row"));
                html.Element("td", value);
                html.Element("td", definition, ("class", "definition"));
                html.Close("tr");
            }

            html.Close("tbody");
        }

        html.Close("table");
    }

    private static IEnumerable<Measure> Classification(ClassificationResult? result)
    {
        if (result is null)
        {
            return [];
        }

        var group = $"kNN classification, K = {result.K}";
        return
        [
            Share(group, "Accuracy", result.Accuracy, "Share of images whose predicted class is their class; 95 % confidence interval "
                + $"{FigureText.Share(result.AccuracyInterval.Low)} to {FigureText.Share(result.AccuracyInterval.High)}."),
            Share(group, "Macro precision", result.Precision, "Mean over classes of precision; every class counts the same."),
            Share(group, "Macro recall", result.Recall, "Mean over classes of recall."),
            Share(group, "Macro F1", result.F1, "2PR / (P + R) of macro precision and macro recall (the paper's F1)."),
            Share(group, "Mean class F1", result.MeanClassF1, "Mean of the classes' own F1."),
        ];
    }

    private static IEnumerable<Measure> Posterior(PosteriorResult? result)
    {
        const string Group = "Posterior of the classes"; // a classifier's own, otherwise that of the class Gaussians
        if (result is null)
        {
            yield break;
        }

        yield return Share(Group, "Accuracy", result.Accuracy, "Share of images whose most probable class is their class.");
        yield return Share(Group, "Macro F1", result.F1, "2PR / (P + R) of macro precision and macro recall.");
        yield return Share(Group, "Calibration error", result.Ece, "Expected gap between confidence and accuracy, 15 bins; 0 is perfect.");
        if (result.CalibratedEce is { } calibrated)
        {
            yield return Share(Group, "Calibration error, calibrated", calibrated, "The same at the temperature of the model.");
        }

        if (result.Votes is { } votes)
        {
            yield return Nats(Group, "Cross-entropy", votes.CrossEntropy, "Mean of −Σ v ln p, v the annotators' votes for a class.");
            yield return Nats(Group, "Entropy of the votes", votes.VoteEntropy, "Mean of −Σ v ln v, the least the cross-entropy can be.");
            yield return Share(
                Group, "Among the top two", votes.TopTwo, "Share of images whose most probable class is among the two most voted.");
        }

        if (result.Typicality is { } typicality)
        {
            yield return Share(
                Group,
                "Typicality, median",
                typicality.Median,
                "Median over the images, each for its own class; 50 % if they were draws from its density.");
            yield return Share(Group, "Typicality below 5 %", typicality.Below5Percent, "Share of images below 5 %; it would be 5 % for such draws.");
        }
    }

    private static IEnumerable<Measure> Clustering(ClusteringResult? result, double? predictionNmi)
    {
        const string Group = "Clusters and information";
        if (result is not null)
        {
            yield return Score(
                Group,
                "k-means NMI",
                result.Nmi,
                $"Mutual information of {result.Clusters} clusters and the classes over the mean of their entropies.");
            yield return Share(Group, "Pairwise F1", result.PairwiseF1, "F1 over pairs of images: pairs in one cluster against pairs of one class.");
            yield return Score(Group, "Adjusted Rand", result.AdjustedRand, "Agreement of pairs, 0 for chance and 1 for equal partitions.");
        }

        if (predictionNmi is { } value)
        {
            yield return Score(
                Group, "Prediction NMI", value, "NMI of the classes and the kNN predictions, as the paper's authors compute it.");
        }
    }

    private static IEnumerable<Measure> Retrieval(RetrievalResult? result)
    {
        if (result is null)
        {
            yield break;
        }

        const string Group = "Retrieval";
        for (var i = 0; i < result.K.Count; i++)
        {
            var k = result.K[i];
            yield return new Measure(
                Group,
                $"Recall@{k}, Acc@{k}",
                $"{FigureText.Share(result.Recall[i])}, {FigureText.Share(result.Accuracy[i])}",
                k == 1
                    ? "The nearest image is of the query's class."
                    : $"At least one of {k} nearest is of the query's class; mean share that is.");
        }

        yield return Score(
            Group, "MAP@R", result.MapAtR, "Mean average precision over the R nearest, R the number of other images of the query's class.");
    }

    private static IEnumerable<Measure> Time(IReadOnlyDictionary<string, double> seconds) =>
        seconds.Select(stage => new Measure("Time", stage.Key, $"{FigureText.Number(stage.Value)} s", "Wall-clock time of the stage."));

    private static Measure Share(string group, string name, double value, string definition) =>
        new(group, name, FigureText.Share(value), definition);

    private static Measure Nats(string group, string name, double value, string definition) =>
        new(group, name, $"{FigureText.Number(value)} nats", definition);

    private static Measure Score(string group, string name, double value, string definition) =>
        new(group, name, FigureText.Score(value), definition);

    private sealed record Measure(string Group, string Name, string Value, string Definition);
}
