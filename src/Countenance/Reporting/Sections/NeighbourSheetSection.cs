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
            "✓ and a plain frame: the query's class. ✕ and a dashed frame: another class.") =>
        this.rows = rows;

    public static NeighbourSheetSection? From(IReadOnlyList<NeighbourRow> rows) =>
        rows.Count > 0 ? new NeighbourSheetSection(rows) : null;

    public override void WriteAside(HtmlWriter html)
    {
        var all = rows.Sum(row => row.Neighbours.Count);
        var same = rows.Sum(row => row.Neighbours.Count(neighbour => neighbour.Class == row.TrueClass));
        html.Element("p", $"On this sheet {same} of {all} neighbours are of their query's class.", ("class", "note"));
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
        html.Image(row.Query, $"Query, {row.TrueClass}");
        html.Open("figcaption");
        html.Element("strong", row.TrueClass);
        if (row.PredictedClass is { } predicted)
        {
            var right = predicted == row.TrueClass;
            html.Open("span", ("class", right ? "right" : "wrong"));
            html.Element("span", right ? "✓ " : "✕ ", ("aria-hidden", "true"));
            html.Text(right ? "predicted so" : $"predicted {predicted}");
            html.Close("span");
        }

        if (row.Posterior is { } posterior)
        {
            html.Element("span", $"posterior {FigureText.Share(posterior, 1)}", ("class", "dim"));
        }

        html.Close("figcaption");
        html.Close("figure");
    }

    private static void WriteNeighbour(HtmlWriter html, Neighbour neighbour, int rank, string trueClass)
    {
        var right = neighbour.Class == trueClass;
        html.Open("li", ("class", right ? "right" : "wrong"));
        html.Open("figure");
        html.Image(neighbour.Image, $"Neighbour {rank}, {(right ? "same class" : "another class")}");
        html.Open("figcaption");
        html.Open("span", ("class", "name"), ("title", neighbour.Class));
        html.Element("span", right ? "✓ " : "✕ ", ("aria-hidden", "true"), ("class", "mark"));
        html.Text(neighbour.Class);
        html.Close("span");
        html.Element("span", FigureText.Distance(neighbour.Distance), ("class", "dim"));
        html.Close("figcaption");
        html.Close("figure");
        html.Close("li");
    }
}
