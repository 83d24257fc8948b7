using System.Globalization;
using Countenance.Evaluation;

namespace Countenance.Reporting.Sections;

/// <summary>The per-class table: support, precision, recall and F1 with bars, and the means over classes as its last row.</summary>
internal sealed class ClassScoresSection : ReportSection
{
    private readonly ClassificationResult classification;

    private ClassScoresSection(ClassificationResult classification)
        : base(
            "classes",
            "Classes",
            "Precision: the share of images predicted as a class that are of it. Recall: the share of a class's images that were found. " +
            "F1: their harmonic mean. Support: images of the class.") =>
        this.classification = classification;

    public static ClassScoresSection? From(ClassificationResult? classification) =>
        classification is { PerClass.Count: > 0 } ? new ClassScoresSection(classification) : null;

    public override void WriteBody(HtmlWriter html)
    {
        html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", "Scores by class"));
        html.Open("table", ("class", "scores"));
        html.Element("caption", $"kNN classification by class, K = {classification.K}", ("class", "unseen"));
        html.TableHead("Class", "Support", "Precision", "Recall", "F1");
        html.Open("tbody");
        foreach (var row in classification.PerClass)
        {
            WriteRow(html, row.Name, row.Support, row.Precision, row.Recall, row.F1);
        }

        html.Close("tbody");
        html.Open("tfoot");
        WriteRow(
            html,
            "Mean (support: total)",
            classification.PerClass.Sum(row => (long)row.Support),
            classification.Precision,
            classification.Recall,
            classification.MeanClassF1);
        html.Close("tfoot");
        html.Close("table");
        html.Close("div");
    }

    private static void WriteRow(HtmlWriter html, string name, long support, params ReadOnlySpan<double> scores)
    {
        html.Open("tr");
        html.Element("th", name, ("scope", "row"));
        html.Element("td", FigureText.Count(support));
        foreach (var score in scores)
        {
            html.Open("td");
            html.Text(FigureText.Share(score, 1));
            WriteBar(html, score);
            html.Close("td");
        }

        html.Close("tr");
    }

    private static void WriteBar(HtmlWriter html, double share)
    {
        var width = double.IsFinite(share) ? (Math.Clamp(share, 0, 1) * 100).ToString("F1", CultureInfo.InvariantCulture) : "0";
        html.Open("svg", ("class", "bar-of"), ("aria-hidden", "true"), ("width", "100%"), ("height", "4"));
        html.Open("rect", ("class", "track"), ("width", "100%"), ("height", "4"), ("rx", "2"));
        html.Close("rect");
        html.Open("rect", ("class", "fill"), ("width", width + "%"), ("height", "4"), ("rx", "2"));
        html.Close("rect");
        html.Close("svg");
    }
}
