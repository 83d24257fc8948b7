namespace Countenance.Reporting.Sections;

/// <summary>One or more charts of lines under a heading.</summary>
public sealed class ChartSection : ReportSection
{
    private readonly IReadOnlyList<LineChart> charts;

    /// <summary>Creates the section.</summary>
    /// <inheritdoc cref="ReportSection(string, string, string)"/>
    /// <param name="id">Fragment identifier, unique in the page.</param>
    /// <param name="title">Heading.</param>
    /// <param name="explanation">What the charts show.</param>
    /// <param name="charts">At least one; several stand side by side where there is room.</param>
    /// <exception cref="ArgumentException">The id has a wrong form, the title is empty, or there are no charts.</exception>
    public ChartSection(string id, string title, string explanation, IReadOnlyList<LineChart> charts)
        : base(id, title, explanation)
    {
        ArgumentNullException.ThrowIfNull(charts);
        if (charts.Count == 0)
        {
            throw new ArgumentException("A section of charts must have at least one. Got none.", nameof(charts));
        }

        this.charts = charts;
    }

    /// <inheritdoc/>
    public override void WriteBody(HtmlWriter html)
    {
        ArgumentNullException.ThrowIfNull(html);
        html.Open("div", ("class", charts.Count > 1 ? "charts" : null));
        foreach (var chart in charts)
        {
            html.Chart(chart);
        }

        html.Close("div");
    }
}
