using Countenance.Evaluation;

namespace Countenance.Reporting.Sections;

/// <summary>Recall@K and Acc@K against K.</summary>
internal sealed class RetrievalSection : ReportSection
{
    private readonly LineChart chart;

    private RetrievalSection(LineChart chart)
        : base(
            "retrieval",
            "Retrieval",
            "Recall@K: the share of queries with at least one of their K nearest images in their class. Acc@K: the mean share of the K " +
            "nearest that are. The search is inside the evaluated split, the query itself left out.") =>
        this.chart = chart;

    public static RetrievalSection? From(RetrievalResult? retrieval) => retrieval is { K.Count: > 0 }
        ? new RetrievalSection(new LineChart(
            "Recall@K and Acc@K",
            "K (neighbours)",
            "Share (%)",
            [.. retrieval.K.Select(k => (double)k)],
            [new ChartSeries("Recall@K", retrieval.Recall), new ChartSeries("Acc@K", retrieval.Accuracy)],
            ChartScale.Log2,
            ValueFormat.Share))
        : null;

    public override void WriteBody(HtmlWriter html) => html.Chart(chart);
}
