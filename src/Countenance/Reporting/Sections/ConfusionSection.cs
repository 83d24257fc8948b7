using Countenance.Evaluation;

namespace Countenance.Reporting.Sections;

/// <summary>The confusion matrix as a table: counts, row percentages, and a shade by the row's share.</summary>
internal sealed class ConfusionSection : ReportSection
{
    private const int ShadeLevels = 20;
    private const int WorstShown = 5;
    private const int ManyClasses = 12;

    private readonly IReadOnlyList<IReadOnlyList<int>> counts;
    private readonly IReadOnlyList<string> names;

    private ConfusionSection(IReadOnlyList<IReadOnlyList<int>> counts, IReadOnlyList<string> names)
        : base(
            "confusion",
            "Confusion",
            "Row: the true class; column: the class predicted by kNN. A cell holds the number of images and, where there is room, their " +
            "share of the row; the shade follows the share, and the framed diagonal is right.")
    {
        this.counts = counts;
        this.names = names;
    }

    public static ConfusionSection? From(ClassificationResult? classification, IReadOnlyList<string> classNames)
    {
        if (classification is null || classification.Confusion.Count == 0)
        {
            return null;
        }

        var counts = classification.Confusion;
        var names = classNames.Count > 0 ? classNames : [.. classification.PerClass.Select(row => row.Name)];
        if (names.Count != counts.Count || counts.Any(row => row.Count != counts.Count))
        {
            throw new ArgumentException(
                $"The confusion matrix must have one row and one column per class. Got {names.Count} class names and rows of " +
                $"{string.Join(", ", counts.Select(row => row.Count))} counts.",
                nameof(classNames));
        }

        return new ConfusionSection(counts, names);
    }

    public override void WriteAside(HtmlWriter html)
    {
        var worst = (
            from truth in Enumerable.Range(0, names.Count)
            from predicted in Enumerable.Range(0, names.Count)
            where truth != predicted && counts[truth][predicted] > 0
            orderby counts[truth][predicted] descending
            select (truth, predicted)).Take(WorstShown).ToArray();
        if (worst.Length == 0)
        {
            return;
        }

        html.Element("h3", "Most frequent confusions");
        html.Open("ol", ("class", "ranking"));
        foreach (var (truth, predicted) in worst)
        {
            html.Open("li");
            html.Element("span", $"{names[truth]} → {names[predicted]}");
            html.Text(" ");
            html.Element("b", FigureText.Count(counts[truth][predicted]));
            html.Close("li");
        }

        html.Close("ol");
    }

    public override void WriteBody(HtmlWriter html)
    {
        html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", "Confusion matrix"));
        html.Open("table", ("class", names.Count > ManyClasses ? "confusion many" : "confusion"));
        html.Element("caption", "Images by true class (rows) and predicted class (columns)", ("class", "unseen"));
        html.Open("thead");
        html.Open("tr");
        html.Open("td", ("class", "corner"));
        html.Element("span", "predicted →");
        html.Void("br");
        html.Element("span", "true ↓");
        html.Close("td");
        foreach (var name in names)
        {
            html.Open("th", ("scope", "col"));
            html.Element("span", name);
            html.Close("th");
        }

        html.Close("tr");
        html.Close("thead");
        html.Open("tbody");
        for (var truth = 0; truth < names.Count; truth++)
        {
            WriteRow(html, truth);
        }

        html.Close("tbody");
        html.Close("table");
        html.Close("div");
    }

    private void WriteRow(HtmlWriter html, int truth)
    {
        var total = counts[truth].Sum(count => (long)count);
        html.Open("tr");
        html.Open("th", ("scope", "row"));
        html.Text(names[truth]);
        html.Element("small", FigureText.Count(total));
        html.Close("th");
        for (var predicted = 0; predicted < names.Count; predicted++)
        {
            var count = counts[truth][predicted];
            var share = total == 0 ? 0 : (double)count / total;
            var shade = $"{(truth == predicted ? "hit" : "miss")} s{(int)Math.Round(share * ShadeLevels)}";
            var percentage = FigureText.Share(share, 1);
            html.Open(
                "td",
                ("class", count == 0 ? shade + " none" : shade),
                ("title", $"{names[truth]} predicted as {names[predicted]}: {count} ({percentage})"));
            html.Text(FigureText.Count(count));
            if (count > 0)
            {
                html.Element("small", percentage);
            }

            html.Close("td");
        }

        html.Close("tr");
    }
}
