namespace Countenance.Reporting.Sections;

/// <summary>Training curves: one chart per quantity, in the order in which the quantities first appear.</summary>
internal sealed class TrainingSection : ReportSection
{
    private readonly IReadOnlyList<LineChart> charts;

    private TrainingSection(IReadOnlyList<LineChart> charts)
        : base(
            "training",
            "Training",
            "What was measured at the end of every epoch, one pass over the training split.") =>
        this.charts = charts;

    public static TrainingSection? From(IReadOnlyList<TrainingCurve> curves) =>
        curves.Count > 0 ? new TrainingSection([.. curves.GroupBy(curve => (curve.Quantity, curve.Format)).Select(Chart)]) : null;

    public override void WriteBody(HtmlWriter html)
    {
        html.Open("div", ("class", charts.Count > 1 ? "charts" : null));
        foreach (var chart in charts)
        {
            html.Chart(chart);
        }

        html.Close("div");
    }

    /// <summary>
    /// Curves may be measured at different epochs: the chart's positions are all of them, and a curve has gaps where it has no value.
    /// </summary>
    private static LineChart Chart(IGrouping<(string Quantity, ValueFormat Format), TrainingCurve> curves)
    {
        double[] epochs = [.. curves.SelectMany(curve => curve.Epochs).Distinct().Order()];
        var lines = curves.Select(curve =>
        {
            var known = curve.Epochs.Zip(curve.Values).ToDictionary(point => point.First, point => point.Second);
            return new ChartSeries(curve.Name, [.. epochs.Select(epoch => known.GetValueOrDefault(epoch, double.NaN))]);
        });
        var (quantity, format) = curves.Key;
        var axis = format == ValueFormat.Share ? $"{quantity} (%)" : quantity;
        return new LineChart(quantity, "Epoch", axis, epochs, [.. lines], Format: format);
    }
}
