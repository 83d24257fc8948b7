namespace Countenance.Reporting.Sections;

/// <summary>Queries and their nearest neighbours as pictures.</summary>
internal sealed class NeighbourSheetSection : ReportSection
{
    private readonly IReadOnlyList<NeighbourRow> rows;

    private NeighbourSheetSection(IReadOnlyList<NeighbourRow> rows)
        : base(
            "neighbours",
            "Neighbours",
            "A row is a query image and the images nearest to it in the embedding, nearest first, with their Euclidean distance. " +
            "✓ and a plain green frame: the query's class. ✕ and a dashed red frame: another class.") =>
        this.rows = rows;

    public static NeighbourSheetSection? From(IReadOnlyList<NeighbourRow> rows) =>
        rows.Count > 0 ? new NeighbourSheetSection(rows) : null;

    public override void WriteAside(HtmlWriter html)
    {
        bool?[] marks = [.. rows.SelectMany(row => row.Neighbours.Select(neighbour => neighbour.IsOf(row.TrueClass)))];
        var all = marks.Count(mark => mark is not null);
        if (all > 0)
        {
            var same = marks.Count(mark => mark == true);
            html.Element("p", $"On this sheet {same} of {all} neighbours are of their query's class.", ("class", "note"));
        }
    }

    public override void WriteBody(HtmlWriter html)
    {
        html.Open("ol", ("class", "sheet"));
        foreach (var row in rows)
        {
            html.Open("li");
            WriteQuery(html, row);
            html.Open("ol", ("class", "neighbours"), ("aria-label", "Neighbours"));
            for (var i = 0; i < row.Neighbours.Count; i++)
            {
                WriteNeighbour(html, row.Neighbours[i], i + 1, row.TrueClass);
            }

            html.Close("ol");
            html.Close("li");
        }

        html.Close("ol");
    }

    private static void WriteQuery(HtmlWriter html, NeighbourRow row)
    {
        html.Open("figure", ("class", "query"));
        html.Image(row.Query, $"Query, {row.TrueClass ?? FigureText.NoLabel}");
        html.Open("figcaption");
        html.Element("strong", row.TrueClass ?? row.Query.Description);
        if (row.PredictedClass is { } predicted)
        {
            WritePrediction(html, predicted, row.TrueClass is null ? null : predicted == row.TrueClass);
        }

        if (row.Posterior is { } posterior)
        {
            html.Element("span", $"posterior {FigureText.Share(posterior, 1)}", ("class", "dim"));
        }

        html.Close("figcaption");
        html.Close("figure");
    }

    private static void WritePrediction(HtmlWriter html, string predicted, bool? right)
    {
        html.Open("span", ("class", Class(right)));
        WriteMark(html, right);
        html.Text(right == true ? "predicted correctly" : $"predicted {predicted}");
        html.Close("span");
    }

    private static void WriteNeighbour(HtmlWriter html, Neighbour neighbour, int rank, string? trueClass)
    {
        var same = neighbour.IsOf(trueClass);
        var name = neighbour.Class ?? FigureText.NoLabel;
        html.Open("li", ("class", Class(same)));
        html.Open("figure");
        html.Image(neighbour.Image, $"Neighbour {rank}, {(same == true ? "same class" : same == false ? "another class" : name)}");
        html.Open("figcaption");
        html.Open("span", ("class", "name"), ("title", name));
        WriteMark(html, same);
        html.Text(name);
        html.Close("span");
        html.Element("span", FigureText.Distance(neighbour.Distance), ("class", "dim"));
        html.Close("figcaption");
        html.Close("figure");
        html.Close("li");
    }

    private static string? Class(bool? right) => right switch { true => "right", false => "wrong", null => null };

    private static void WriteMark(HtmlWriter html, bool? right)
    {
        if (right is { } known)
        {
            html.Element("span", known ? "✓ " : "✕ ", ("aria-hidden", "true"), ("class", "mark"));
        }
    }
}
