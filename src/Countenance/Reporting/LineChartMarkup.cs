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
        html.Data(json => WriteData(json, chart));
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
        html.TableHead([chart.XName, .. chart.Series.Select(line => line.Name)]);
        html.Open("tbody");
        for (var i = 0; i < chart.X.Count; i++)
        {
            if (i % stride != 0 && i != chart.X.Count - 1)
            {
                continue;
            }

            int position = i;
            html.TableRow(FigureText.Number(chart.X[i]), chart.Series.Select(line => FigureText.Of(line.Values[position], chart.Format)));
        }

        html.Close("tbody");
        html.Close("table");
        html.Close("div");
        html.Close("details");
    }

    private static void WriteData(Utf8JsonWriter json, LineChart chart)
    {
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
