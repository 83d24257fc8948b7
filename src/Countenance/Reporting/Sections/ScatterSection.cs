namespace Countenance.Reporting.Sections;

/// <summary>A map of images as points: coloured by class or sub-class, with names, pictures on pointing, zoom, and a table.</summary>
public sealed class ScatterSection : ReportSection
{
    private readonly ScatterChart chart;

    /// <summary>Creates the section.</summary>
    /// <inheritdoc cref="ReportSection(string, string, string)"/>
    /// <param name="id">Fragment identifier, unique in the page.</param>
    /// <param name="title">Heading.</param>
    /// <param name="explanation">What the map shows.</param>
    /// <param name="chart">The map.</param>
    /// <exception cref="ArgumentException">The id has a wrong form, or the title is empty.</exception>
    public ScatterSection(string id, string title, string explanation, ScatterChart chart)
        : base(id, title, explanation)
    {
        ArgumentNullException.ThrowIfNull(chart);
        this.chart = chart;
    }

    /// <inheritdoc/>
    public override void WriteAside(HtmlWriter html)
    {
        ArgumentNullException.ThrowIfNull(html);
        html.Element(
            "p",
            "Point at an image to see it; drag to move; zoom with the buttons, the keys + and −, or the wheel with Ctrl held down. " +
            "A name in the legend shows or hides its points.",
            ("class", "note"));
    }

    /// <inheritdoc/>
    public override void WriteBody(HtmlWriter html)
    {
        ArgumentNullException.ThrowIfNull(html);
        html.Scatter(chart);
    }
}
