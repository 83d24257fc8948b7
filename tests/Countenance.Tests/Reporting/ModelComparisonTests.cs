using Countenance.Evaluation;
using Countenance.Reporting;

namespace Countenance.Tests.Reporting;

public class ModelComparisonTests
{
    private static readonly ModelFigures First = new(
        "SGM", new RetrievalResult([1, 2, 4], [0.7, 0.8, 0.9], [0.7, 0.69, 0.68], 0.5), [new(1, 0.6), new(11, 0.7)]);

    private static readonly ModelFigures Second = new("triplet", new RetrievalResult([2, 8], [0.6, 0.7], [0.5, 0.4], 0.4), [new(5, 0.65)]);

    private static readonly ModelFigures Bare = new("CNN", null, []);

    [Fact]
    public void One_line_per_model_over_all_K_with_gaps_where_a_model_has_no_value()
    {
        LineChart recall = ModelComparison.RecallAtK([First, Bare, Second])!;

        Assert.Equal([1, 2, 4, 8], recall.X);
        Assert.Equal(["SGM", "triplet"], recall.Series.Select(line => line.Name));
        Assert.Equal([0.7, 0.8, 0.9, double.NaN], recall.Series[0].Values);
        Assert.Equal([double.NaN, 0.6, double.NaN, 0.7], recall.Series[1].Values);
        Assert.Equal([double.NaN, 0.5, double.NaN, 0.4], ModelComparison.AccuracyAtK([First, Second])!.Series[1].Values);
        LineChart f1 = ModelComparison.F1ByK([First, Second])!;
        Assert.Equal([1, 5, 11], f1.X);
        Assert.Equal([0.6, double.NaN, 0.7], f1.Series[0].Values);
        Assert.Equal((ChartScale.Log2, ChartScale.Linear), (recall.XScale, f1.XScale));
    }

    [Fact]
    public void What_no_model_has_leaves_no_chart_and_no_section()
    {
        Assert.Null(ModelComparison.RecallAtK([Bare]));
        Assert.Null(ModelComparison.F1ByK([]));
        Assert.Empty(ModelComparison.Sections([Bare]));
        Assert.Equal(["models-retrieval"], ModelComparison.Sections([First with { F1ByK = [] }]).Select(section => section.Id));
        Assert.Equal(["models-retrieval", "models-neighbour-count"], ModelComparison.Sections([First]).Select(section => section.Id));
    }
}
