using Countenance.Evaluation;
using Countenance.Reporting.Sections;

namespace Countenance.Reporting;

/// <summary>
/// Several models side by side: Recall@K and Acc@K against K (the paper's Figure 3) and macro F1 against the K of the kNN classifier
/// (Figure 5). The charts serve the page (<see cref="Sections"/>) and files (<see cref="Figures.LineChartImage"/>).
/// </summary>
public static class ModelComparison
{
    private const string Neighbours = "K (neighbours)";
    private const string Axis = "Share (%)";

    /// <summary>Recall@K, one line per model; null when no model has it.</summary>
    public static LineChart? RecallAtK(IReadOnlyList<ModelFigures> models) => Retrieval(models, "Recall@K", result => result.Recall);

    /// <summary>Acc@K, one line per model; null when no model has it.</summary>
    public static LineChart? AccuracyAtK(IReadOnlyList<ModelFigures> models) => Retrieval(models, "Acc@K", result => result.Accuracy);

    /// <summary>Macro F1 of the kNN classifier against its K, one line per model; null when no model has it.</summary>
    public static LineChart? F1ByK(IReadOnlyList<ModelFigures> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        ModelFigures[] known = [.. models.Where(model => model.F1ByK.Count > 0)];
        return Chart("Macro F1 of kNN", known, model => [.. model.F1ByK.Select(score => (score.K, score.F1))], ChartScale.Linear);
    }

    /// <summary>The sections of a page; those that no model has figures for are left out.</summary>
    public static IReadOnlyList<ReportSection> Sections(IReadOnlyList<ModelFigures> models)
    {
        LineChart[] retrieval = [.. new[] { RecallAtK(models), AccuracyAtK(models) }.OfType<LineChart>()];
        List<ReportSection> sections = [];
        if (retrieval.Length > 0)
        {
            sections.Add(new ChartSection(
                "models-retrieval",
                "Retrieval by model",
                "Recall@K: the share of queries with at least one of their K nearest images in their class. Acc@K: the mean share of the K " +
                "nearest that are.",
                retrieval));
        }

        if (F1ByK(models) is { } f1)
        {
            sections.Add(new ChartSection(
                "models-neighbour-count",
                "F1 against K by model",
                "Classification by the vote of the K nearest images. F1 = 2PR / (P + R) of macro precision P and macro recall R.",
                [f1]));
        }

        return sections;
    }

    private static LineChart? Retrieval(
        IReadOnlyList<ModelFigures> models, string title, Func<RetrievalResult, IReadOnlyList<double>> values)
    {
        ArgumentNullException.ThrowIfNull(models);
        ModelFigures[] known = [.. models.Where(model => model.Retrieval is { K.Count: > 0 })];
        return Chart(title, known, model => [.. model.Retrieval!.K.Zip(values(model.Retrieval))], ChartScale.Log2);
    }

    // Models may be measured at different K: the positions are all of them, and a line has gaps where its model has no value.
    private static LineChart? Chart(
        string title, ModelFigures[] models, Func<ModelFigures, IReadOnlyList<(int K, double Value)>> points, ChartScale scale)
    {
        if (models.Length == 0)
        {
            return null;
        }

        int[] positions = [.. models.SelectMany(model => points(model).Select(point => point.K)).Distinct().Order()];
        var lines = models.Select(model =>
        {
            var known = points(model).ToDictionary(point => point.K, point => point.Value);
            return new ChartSeries(model.Name, [.. positions.Select(k => known.GetValueOrDefault(k, double.NaN))]);
        });
        return new LineChart(title, Neighbours, Axis, [.. positions.Select(k => (double)k)], [.. lines], scale, ValueFormat.Share);
    }
}
