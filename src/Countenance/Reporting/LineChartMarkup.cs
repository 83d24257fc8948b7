using System.Text;
using System.Text.Json;

namespace Countenance.Reporting;

/// <summary>
/// A <see cref="LineChart"/> as HTML: a place for the drawing, its data as a JSON block (which report.js reads), and a table of the values.
/// </summary>
internal static class LineChartMarkup
{
    /// <summary>The table shows at most so many positions, evenly chosen; the drawing shows all.</summary>
    private const int TableRows = 100;

    public static void Write(HtmlWriter html, LineChart chart)
    {
        html.Open("figure", ("class", "chart"));
        html.Element("figcaption", chart.Title);
        html.Open("div", ("class", "plot"), ("role", "img"), ("aria-label", $"{chart.Title}. {chart.Describe()}"));
        html.Close("div");
        html.Open("noscript");
        html.Element("p", "The drawing needs JavaScript; the values are below.", ("class", "note"));
        html.Close("noscript");
        html.Open("script", ("type", "application/json"));
        html.Raw(Json(chart));
        html.Close("script");
        WriteTable(html, chart);
        html.Close("figure");
    }

    private static void WriteTable(HtmlWriter html, LineChart chart)
    {
        html.Open("details", ("class", "values"));
        html.Element("summary", "Values as a table");
        html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", $"{chart.Title}: values"));
        html.Open("table");
        var stride = (chart.X.Count + TableRows - 1) / TableRows;
        var thinned = stride > 1 ? $", 1 position in {stride} and the last" : "";
        html.Element("caption", $"{chart.YName} by {chart.XName}{thinned}");
        html.Open("thead");
        html.Open("tr");
        html.Element("th", chart.XName, ("scope", "col"));
        foreach (var line in chart.Series)
        {
            html.Element("th", line.Name, ("scope", "col"));
        }

        html.Close("tr");
        html.Close("thead");
        html.Open("tbody");
        for (var i = 0; i < chart.X.Count; i++)
        {
            if (i % stride != 0 && i != chart.X.Count - 1)
            {
                continue;
            }

            html.Open("tr");
            html.Element("th", FigureText.Number(chart.X[i]), ("scope", "row"));
            foreach (var line in chart.Series)
            {
                html.Element("td", FigureText.Of(line.Values[i], chart.Format));
            }

            html.Close("tr");
        }

        html.Close("tbody");
        html.Close("table");
        html.Close("div");
        html.Close("details");
    }

    /// <summary>Utf8JsonWriter escapes &lt;, &gt;, &amp; and quotes by default: the text cannot end its script element.</summary>
    private static string Json(LineChart chart)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("xName", chart.XName);
            json.WriteString("yName", chart.YName);
            json.WriteBoolean("log2", chart.XScale == ChartScale.Log2);
            json.WriteBoolean("share", chart.Format == ValueFormat.Share);
            WriteNumbers(json, "x", chart.X);
            json.WriteStartArray("series");
            foreach (var line in chart.Series)
            {
                json.WriteStartObject();
                json.WriteString("name", line.Name);
                WriteNumbers(json, "values", line.Values);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                json.WriteNumberValue(value);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }
}
