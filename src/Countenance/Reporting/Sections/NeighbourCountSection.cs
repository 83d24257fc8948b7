namespace Countenance.Reporting.Sections;

/// <summary>kNN scores against the number of neighbours.</summary>
internal sealed class NeighbourCountSection : ReportSection
{
    private readonly LineChart chart;

    private NeighbourCountSection(LineChart chart)
        : base(
            "neighbour-count",
            "F1 against K",
            "Classification by the vote of the K nearest images. F1 = 2PR / (P + R) of macro precision P and macro recall R. " +
            "A flat curve means that the choice of K hardly matters.") =>
        this.chart = chart;

    public static NeighbourCountSection? From(IReadOnlyList<NeighbourCountScore> scores)
    {
        if (scores.Count == 0)
        {
            return null;
        }

        List<ChartSeries> lines = [new("Macro F1", [.. scores.Select(score => score.F1)])];
        if (scores.Any(score => score.Accuracy is not null))
        {
            lines.Add(new ChartSeries("Accuracy", [.. scores.Select(score => score.Accuracy ?? double.NaN)]));
        }

        return new NeighbourCountSection(new LineChart(
            "kNN scores against the number of neighbours",
            "K (neighbours)",
            "Share (%)",
            [.. scores.Select(score => (double)score.K)],
            lines,
            Format: ValueFormat.Share));
    }

    public override void WriteBody(HtmlWriter html) => html.Chart(chart);
}
