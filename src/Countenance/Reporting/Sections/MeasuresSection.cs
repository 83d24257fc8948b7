using Countenance.Evaluation;

namespace Countenance.Reporting.Sections;

/// <summary>Every figure of the evaluation in one table, each with its definition.</summary>
internal sealed class MeasuresSection : ReportSection
{
    private readonly IReadOnlyList<(string Group, string Name, string Value, string Definition)> measures;

    private MeasuresSection(IReadOnlyList<(string Group, string Name, string Value, string Definition)> measures)
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
            .Concat(evaluation.Seconds.Select(stage => ("Time", stage.Key, $"{FigureText.Number(stage.Value)} s", "Wall-clock time of the stage.")))
            .ToArray();
        return measures.Length > 0 ? new MeasuresSection(measures) : null;
    }

    public override void WriteBody(HtmlWriter html)
    {
        html.Open("table", ("class", "measures"));
        html.Element("caption", "Measures, their values and definitions", ("class", "unseen"));
        html.Open("thead");
        html.Open("tr");
        foreach (var heading in (ReadOnlySpan<string>)["Measure", "Value", "Definition"])
        {
            html.Element("th", heading, ("scope", "col"));
        }

        html.Close("tr");
        html.Close("thead");
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

    private static IEnumerable<(string, string, string, string)> Classification(ClassificationResult? result)
    {
        if (result is null)
        {
            yield break;
        }

        var group = $"kNN classification, K = {result.K}";
        yield return (group, "Accuracy", FigureText.Share(result.Accuracy), "Share of images whose predicted class is their class.");
        yield return (group, "Macro precision", FigureText.Share(result.Precision), "Mean over classes of precision; every class counts the same.");
        yield return (group, "Macro recall", FigureText.Share(result.Recall), "Mean over classes of recall.");
        yield return (group, "Macro F1", FigureText.Share(result.F1), "2PR / (P + R) of macro precision and macro recall (the paper's F1).");
        yield return (group, "Mean class F1", FigureText.Share(result.MeanClassF1), "Mean of the classes' own F1.");
    }

    private static IEnumerable<(string, string, string, string)> Posterior(PosteriorResult? result)
    {
        if (result is null)
        {
            yield break;
        }

        const string Group = "Posterior of the class Gaussians";
        yield return (Group, "Accuracy", FigureText.Share(result.Accuracy), "Share of images whose most probable class is their class.");
        yield return (Group, "Macro F1", FigureText.Share(result.F1), "2PR / (P + R) of macro precision and macro recall.");
        yield return (Group, "Calibration error", FigureText.Share(result.Ece), "Expected gap between confidence and accuracy, 15 bins; 0 is perfect.");
    }

    private static IEnumerable<(string, string, string, string)> Clustering(ClusteringResult? result, double? predictionNmi)
    {
        const string Group = "Clusters and information";
        if (result is not null)
        {
            yield return (Group, "k-means NMI", FigureText.Score(result.Nmi), $"Mutual information of {result.Clusters} clusters and the classes over the mean of their entropies.");
            yield return (Group, "Pairwise F1", FigureText.Share(result.PairwiseF1), "F1 over pairs of images: put together against of one class.");
            yield return (Group, "Adjusted Rand", FigureText.Score(result.AdjustedRand), "Agreement of pairs, 0 for chance and 1 for equal partitions.");
        }

        if (predictionNmi is { } value)
        {
            yield return (Group, "Prediction NMI", FigureText.Score(value), "NMI of the classes and the kNN predictions, as the paper's authors compute it.");
        }
    }

    private static IEnumerable<(string, string, string, string)> Retrieval(RetrievalResult? result)
    {
        if (result is null)
        {
            yield break;
        }

        const string Group = "Retrieval";
        for (var i = 0; i < result.K.Count; i++)
        {
            yield return (Group, $"Recall@{result.K[i]}, Acc@{result.K[i]}", $"{FigureText.Share(result.Recall[i])}, {FigureText.Share(result.Accuracy[i])}", result.K[i] == 1
                ? "The nearest image is of the query's class."
                : $"At least one of {result.K[i]} nearest is of the query's class; mean share that is.");
        }

        yield return (Group, "MAP@R", FigureText.Score(result.MapAtR), "Mean average precision over the R nearest, R the number of other images of the query's class.");
    }
}
