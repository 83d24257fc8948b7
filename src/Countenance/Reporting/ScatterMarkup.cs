using System.Buffers.Binary;
using System.Text.Json;
using Countenance.Retrieval;

namespace Countenance.Reporting;

/// <summary>
/// A <see cref="ScatterChart"/> as HTML: a place for the drawing, its data as JSON (which scatter.js reads), and one table per colouring
/// of what the drawing shows.
/// </summary>
internal static class ScatterMarkup
{
    public static void Write(HtmlWriter html, ScatterChart chart)
    {
        NeighborLists near = ScatterStatistics.Near(chart);
        (int Count, double X, double Y, double Kept)[][] statistics =
            [.. chart.Colourings.Select(colouring => ScatterStatistics.Of(chart, colouring, near).ToArray())];
        html.Open("figure", ("class", "scatter"));
        html.Element("figcaption", chart.Title);
        html.Open("div", ("class", "cloud"), ("role", "img"), ("aria-label", Describe(chart, statistics[0])));
        html.Close("div");
        html.Open("noscript");
        html.Element("p", "The drawing needs JavaScript; what it shows is below in figures.", ("class", "note"));
        html.Close("noscript");
        html.Data(json => WriteData(json, chart));
        for (int i = 0; i < chart.Colourings.Count; i++)
        {
            WriteTable(html, chart, chart.Colourings[i], statistics[i]);
        }

        html.Close("figure");
    }

    private static string Describe(ScatterChart chart, (int Count, double X, double Y, double Kept)[] statistics)
    {
        var parts = chart.Colourings[0].Categories.Select((category, i) =>
            $"{category.Name}: {FigureText.Count(statistics[i].Count)} points, {FigureText.Share(statistics[i].Kept, 0)} of the "
            + $"{ScatterStatistics.Neighbours} nearest are of it.");
        return $"{chart.Title}: {FigureText.Count(chart.Points.Count)} images as points. {string.Join(' ', parts)}";
    }

    private static void WriteTable(
        HtmlWriter html, ScatterChart chart, ScatterColouring colouring, (int Count, double X, double Y, double Kept)[] statistics)
    {
        string title = $"By {colouring.Name}, as a table";
        html.Open("details", ("class", "values"));
        html.Element("summary", title);
        html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", $"{chart.Title}: {title}"));
        html.Open("table");
        html.Element(
            "caption",
            $"Of each {colouring.Name} the images, their mean position, and the share of the {ScatterStatistics.Neighbours} nearest points "
            + "of the map that are of it");
        html.TableHead(colouring.Name, "images", "mean x", "mean y", "nearest of the same");
        html.Open("tbody");
        for (int i = 0; i < statistics.Length; i++)
        {
            html.TableRow(
                colouring.Categories[i].Name,
                FigureText.Count(statistics[i].Count),
                FigureText.Number(statistics[i].X),
                FigureText.Number(statistics[i].Y),
                FigureText.Share(statistics[i].Kept, 1));
        }

        html.Close("tbody");
        html.Close("table");
        html.Close("div");
        html.Close("details");
    }

    private static void WriteData(Utf8JsonWriter json, ScatterChart chart)
    {
        ScatterFrame frame = ScatterFrame.Around(chart.Points);
        json.WriteNumber("count", chart.Points.Count);
        json.WriteBase64String("points", Positions(chart.Points, frame));
        json.WriteStartArray("colourings");
        foreach (ScatterColouring colouring in chart.Colourings)
        {
            WriteColouring(json, chart, colouring, frame);
        }

        json.WriteEndArray();
        json.WriteStartArray("names");
        foreach (string name in chart.Names ?? [])
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        WriteThumbnails(json, chart.Thumbnails);
    }

    private static void WriteColouring(Utf8JsonWriter json, ScatterChart chart, ScatterColouring colouring, ScatterFrame frame)
    {
        json.WriteStartObject();
        json.WriteString("name", colouring.Name);
        json.WriteStartArray("categories");
        foreach (ScatterCategory category in colouring.Categories)
        {
            json.WriteStartObject();
            json.WriteString("name", category.Name);
            json.WriteString("family", category.Class < 0 ? category.Name : colouring.ClassNames[category.Class]);
            json.WriteNumber("class", category.Class);
            json.WriteNumber("number", category.Shade + 1);
            json.WriteString("light", category.ColourOf(isDark: false).ToHex());
            json.WriteString("dark", category.ColourOf(isDark: true).ToHex());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("anchors");
        foreach ((int label, double x, double y) in ScatterStatistics.Anchors(chart, colouring))
        {
            json.WriteStartObject();
            json.WriteNumber("class", label);
            json.WriteNumber("x", Step(frame.U(x)));
            json.WriteNumber("y", Step(frame.V(y)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        var labels = new byte[2 * colouring.CategoryOf.Length];
        for (int i = 0; i < colouring.CategoryOf.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(labels.AsSpan(2 * i), checked((ushort)colouring.CategoryOf[i]));
        }

        json.WriteBase64String("labels", labels);
        json.WriteEndObject();
    }

    private static void WriteThumbnails(Utf8JsonWriter json, ThumbnailAtlas? atlas)
    {
        json.WriteStartObject("thumbnails");
        json.WriteNumber("tile", atlas?.Tile ?? 0);
        json.WriteNumber("columns", atlas?.Columns ?? 0);
        json.WriteNumber("every", atlas?.Every ?? 1);
        json.WriteStartArray("sheets");
        foreach (byte[] sheet in atlas?.Sheets ?? [])
        {
            json.WriteBase64StringValue(sheet);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // x and y as 16 bits each, little-endian, in the square around all points.
    private static byte[] Positions(EmbeddingMatrix points, ScatterFrame frame)
    {
        var bytes = new byte[4 * points.Count];
        for (int i = 0; i < points.Count; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4 * i), Step(frame.U(points[i][0])));
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan((4 * i) + 2), Step(frame.V(points[i][1])));
        }

        return bytes;
    }

    private static ushort Step(double share) => (ushort)Math.Round(Math.Clamp(share, 0, 1) * ushort.MaxValue);
}
