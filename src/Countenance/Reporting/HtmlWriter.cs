using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Countenance.Reporting;

/// <summary>
/// Writes the report's HTML. Every text and attribute value is escaped; elements must be closed in order; attributes that could run
/// script, carry style, or reach outside the page are refused.
/// </summary>
public sealed class HtmlWriter
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder output = new();
    private readonly Stack<string> open = new();

    /// <summary>Opens an element.</summary>
    /// <param name="tag">Tag name.</param>
    /// <param name="attributes">Attributes; one whose value is null is left out, one whose value is empty stands alone.</param>
    /// <exception cref="ArgumentException">A name is not lower-case letters, digits and hyphens, or the attribute is refused.</exception>
    public void Open(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        WriteTag(tag, attributes);
        open.Push(tag);
    }

    /// <summary>Closes the innermost open element.</summary>
    /// <param name="tag">Its tag name, as a check.</param>
    /// <exception cref="InvalidOperationException">Another element is innermost, or none is open.</exception>
    public void Close(string tag)
    {
        if (!open.TryPeek(out var innermost) || innermost != tag)
        {
            throw new InvalidOperationException($"The innermost open element must be <{tag}>. Got <{innermost}>.");
        }

        open.Pop();
        output.Append("</").Append(tag).Append('>');
    }

    /// <summary>Writes an element that has no content, such as <c>img</c>.</summary>
    /// <inheritdoc cref="Open"/>
    public void Void(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes) => WriteTag(tag, attributes);

    /// <summary>Writes an element that holds text.</summary>
    /// <param name="tag">Tag name.</param>
    /// <param name="text">Its text, escaped.</param>
    /// <param name="attributes">As for <see cref="Open"/>.</param>
    public void Element(string tag, string text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Open(tag, attributes);
        Text(text);
        Close(tag);
    }

    /// <summary>
    /// Writes what a drawing needs as JSON in a script element that is not run. Utf8JsonWriter escapes &lt;, &gt;, &amp; and quotes by
    /// default: the text cannot end its element.
    /// </summary>
    public void Data(Action<Utf8JsonWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        Open("script", ("type", "application/json"));
        Raw(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        Close("script");
    }

    /// <summary>Writes the head of a table, one heading per column.</summary>
    public void TableHead(params IEnumerable<string> headings)
    {
        ArgumentNullException.ThrowIfNull(headings);
        Open("thead");
        Open("tr");
        foreach (string heading in headings)
        {
            Element("th", heading, ("scope", "col"));
        }

        Close("tr");
        Close("thead");
    }

    /// <summary>Writes a row of a table: its heading, then one cell per column.</summary>
    public void TableRow(string heading, params IEnumerable<string> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        Open("tr");
        Element("th", heading, ("scope", "row"));
        foreach (string cell in cells)
        {
            Element("td", cell);
        }

        Close("tr");
    }

    /// <summary>Writes text, escaped.</summary>
    public void Text(string text) => output.Append(Encoder.Encode(text));

    /// <summary>Writes an image with its text alternative.</summary>
    /// <param name="image">The image, embedded.</param>
    /// <param name="alternative">What it shows and what it stands for here.</param>
    public void Image(Thumbnail image, string alternative)
    {
        ArgumentNullException.ThrowIfNull(image);
        Void("img", ("src", image.DataUri), ("alt", alternative), ("title", image.Description), ("loading", "lazy"), ("decoding", "async"));
    }

    /// <summary>Writes a chart as a figure with its text alternative and its values as a table.</summary>
    public void Chart(LineChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        LineChartMarkup.Write(this, chart);
    }

    /// <summary>Writes a scatter as a figure with its text alternative and tables of what it shows.</summary>
    public void Scatter(ScatterChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ScatterMarkup.Write(this, chart);
    }

    /// <summary>Writes one of our own constants, or JSON escaped for HTML, as it is.</summary>
    internal void Raw(string trusted) => output.Append(trusted);

    /// <summary>The whole text.</summary>
    /// <exception cref="InvalidOperationException">An element is still open.</exception>
    internal string Finish() => open.Count == 0
        ? output.ToString()
        : throw new InvalidOperationException($"Every element must be closed. <{open.Peek()}> is open.");

    private void WriteTag(string tag, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        CheckName(tag);
        output.Append('<').Append(tag);
        foreach (var (name, value) in attributes)
        {
            if (value is null)
            {
                continue;
            }

            CheckName(name);
            CheckAttribute(name, value);
            output.Append(' ').Append(name);
            if (value.Length > 0 || name == "alt")
            {
                output.Append("=\"").Append(Encoder.Encode(value)).Append('"');
            }
        }

        output.Append('>');
    }

    private static void CheckName(string name)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            throw new ArgumentException($"A name must be lower-case letters, digits and hyphens. Got \"{name}\".", nameof(name));
        }
    }

    private static void CheckAttribute(string name, string value)
    {
        var refused = name.StartsWith("on", StringComparison.Ordinal) || name == "style"
            || (name is "src" or "srcset" or "poster" or "action" or "data" && !value.StartsWith("data:image/", StringComparison.Ordinal))
            || (name == "href" && !value.StartsWith('#'));
        if (refused)
        {
            throw new ArgumentException(
                $"A report's attributes must not run script, carry style or leave the page. Got {name}=\"{value}\".", nameof(name));
        }
    }
}
