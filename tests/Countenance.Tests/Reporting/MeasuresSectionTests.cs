using System.Text.Json;
using AngleSharp.Html.Parser;
using Countenance.Classification;
using Countenance.Evaluation;
using Countenance.Reporting;

namespace Countenance.Tests.Reporting;

public class MeasuresSectionTests
{
    private static readonly string[] ofOtherSections = ["dataset", "perClass", "confusion"];

    private static readonly EvaluationReport report = SampleReport.Evaluation with
    {
        Posterior = SampleReport.Evaluation.Posterior! with
        {
            CalibratedEce = 0.0391,
            Votes = new VoteAgreement(0.9127, 0.6534, 0.9418),
            Typicality = new TypicalityResult(0.4312, 0.0729),
        },
    };

    [Fact]
    public void Every_figure_of_the_JSON_stands_in_the_table()
    {
        Assert.All(typeof(PosteriorResult).GetProperties(), property => Assert.NotNull(property.GetValue(report.Posterior)));
        using JsonDocument json = JsonDocument.Parse(EvaluationJson.Serialize(report));
        string text = Text();

        Assert.All(Numbers(json.RootElement), value => Assert.True(
            Forms(value).Any(form => text.Contains(form, StringComparison.Ordinal)), $"{value} is none of the measures:\n{text}"));
    }

    [Fact]
    public void The_posterior_is_not_said_to_be_the_class_Gaussians_since_a_classifier_has_its_own()
    {
        Assert.Contains("Posterior of the classes", Text(), StringComparison.Ordinal);
        string page = HtmlReport.Render(new ReportContent { Title = "t", Evaluation = report with { Classification = null } });
        Assert.DoesNotContain("Gaussian", page, StringComparison.Ordinal);
    }

    private static string Text()
    {
        string page = HtmlReport.Render(new ReportContent { Title = "t", Evaluation = report });
        return new HtmlParser().ParseDocument(page).QuerySelector("#measures")!.TextContent;
    }

    private static IEnumerable<double> Numbers(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => [element.GetDouble()],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Numbers),
        JsonValueKind.Object => element.EnumerateObject()
            .Where(field => !ofOtherSections.Contains(field.Name)).SelectMany(field => Numbers(field.Value)),
        _ => [],
    };

    private static string[] Forms(double value) =>
        value >= 1 && double.IsInteger(value) ? [$"{value}"] : [FigureText.Share(value), FigureText.Score(value), FigureText.Number(value)];
}
