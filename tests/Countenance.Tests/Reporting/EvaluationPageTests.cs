using AngleSharp.Html.Parser;
using Countenance.Classification;
using Countenance.Datasets;
using Countenance.Evaluation;
using Countenance.Models;
using Countenance.Reporting;
using Countenance.Tests.Models;
using Countenance.Training;

namespace Countenance.Tests.Reporting;

public sealed class EvaluationPageTests : IDisposable
{
    private readonly ImageDataset train = SmallModel.Faces(48);
    private readonly ImageDataset valid = SmallModel.Faces(40, split: "valid");
    private readonly EmbeddingModel model;

    public EvaluationPageTests() => model = SmallModel.WithGaussians(SmallModel.Create(), train);

    public void Dispose()
    {
        model.Dispose();
        train.Dispose();
        valid.Dispose();
    }

    [Fact]
    public void The_page_shows_the_evaluation_the_model_and_the_run()
    {
        ModelEvaluation evaluation = Evaluate(train);
        EpochMetrics[] epochs =
        [
            new(1, 3, new Dictionary<string, double> { ["loss"] = 0.9, ["heldOutAccuracy"] = 0.2 }, 1),
            new(2, 6, new Dictionary<string, double> { ["loss"] = 0.5 }, 2),
        ];

        ReportContent content = EvaluationPage.Compose("Title", model.Card, evaluation, valid, epochs);

        Assert.Same(evaluation.Report, content.Evaluation);
        Assert.Contains(content.Facts, fact => fact.Name == "Trained on");
        string facts = string.Join("; ", content.Facts);
        Assert.Contains("resnet18, 16 px, 6 dimensions", facts, StringComparison.Ordinal);
        Assert.Contains("sgm, σ = 1.5", facts, StringComparison.Ordinal);
        Assert.Equal([1, 5], content.F1ByK.Select(point => point.K));
        Assert.Equal(evaluation.Details.Sweep![1].F1, content.F1ByK[1].F1);
        Assert.Equal(2, content.TrainingCurves.Count);
        Assert.Equal([0.9, 0.5], content.TrainingCurves[0].Values);
        Assert.Equal([0.2, double.NaN], content.TrainingCurves[1].Values);
        var page = new HtmlParser().ParseDocument(HtmlReport.Render(content));
        Assert.Equal(
            ["confusion", "classes", "retrieval", "neighbour-count", "neighbours", "training", "measures"],
            page.QuerySelectorAll("main > section").Select(section => section.Id!));
    }

    [Fact]
    public void A_row_shows_the_nearest_images_of_the_split_without_the_query()
    {
        ModelEvaluation evaluation = Evaluate(train);

        IReadOnlyList<NeighbourRow> rows = Compose(evaluation).Neighbours;

        Assert.Equal(16, rows.Count); // two of each of eight classes
        Assert.Equal(16, rows.Select(row => row.Query.Description).Distinct().Count());
        foreach (NeighbourRow row in rows)
        {
            int query = IndexOf(row.Query);
            Assert.Equal(valid.ClassNames[valid.Labels[query]], row.TrueClass);
            double[] distances = [.. Enumerable.Range(0, 40).Select(i => Distance(evaluation.Embeddings, query, i))];
            int[] expected = [.. Enumerable.Range(0, 40).Where(i => i != query).OrderBy(i => distances[i]).Take(8)];
            Assert.Equal(expected, row.Neighbours.Select(neighbour => IndexOf(neighbour.Image)));
            Assert.All(expected.Zip(row.Neighbours), pair =>
            {
                Assert.Equal(distances[pair.First], pair.Second.Distance, 1e-6 * distances.Max());
                Assert.Equal(valid.ClassNames[valid.Labels[pair.First]], pair.Second.Class);
            });
        }
    }

    [Fact]
    public void The_posterior_shown_is_that_of_the_class_predicted()
    {
        ModelEvaluation evaluation = Evaluate(train);
        PosteriorMatrix posterior = model.Gaussians!.Posterior(evaluation.Embeddings, PriorChoice.Training, CovarianceChoice.Isotropic);

        Assert.All(Compose(evaluation).Neighbours, row =>
        {
            int query = IndexOf(row.Query);
            int predicted = evaluation.Details.Predictions![query];
            Assert.Equal(valid.ClassNames[predicted], row.PredictedClass);
            Assert.Equal(posterior[query][predicted], row.Posterior);
        });
    }

    [Fact]
    public void Equal_embeddings_never_make_an_image_its_own_neighbour()
    {
        ModelEvaluation evaluation = Evaluate(null) with { Embeddings = new EmbeddingMatrix(new float[40 * 6], 6) };

        Assert.All(Compose(evaluation).Neighbours, row =>
        {
            Assert.Equal(8, row.Neighbours.Count);
            Assert.DoesNotContain(row.Neighbours, neighbour => neighbour.Image.Description == row.Query.Description);
            Assert.All(row.Neighbours, neighbour => Assert.Equal(0, neighbour.Distance));
        });
    }

    [Fact]
    public void Without_a_gallery_nothing_is_predicted_and_the_page_still_renders()
    {
        ReportContent content = Compose(Evaluate(null));

        Assert.All(content.Neighbours, row => Assert.Null(row.PredictedClass));
        Assert.All(content.Neighbours, row => Assert.Null(row.Posterior));
        Assert.Empty(content.F1ByK);
        Assert.Empty(content.TrainingCurves);
        Assert.Contains("id=\"neighbours\"", HtmlReport.Render(content), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_labels_the_page_has_no_figures_and_still_renders()
    {
        ImageDataset unlabelled = valid.WithLabels([.. valid.Labels.Select(_ => -1)], valid.ClassNames);
        ModelEvaluation evaluation = Evaluate(train, unlabelled);

        ReportContent content = EvaluationPage.Compose("t", model.Card, evaluation, unlabelled, []);

        var page = new HtmlParser().ParseDocument(HtmlReport.Render(content));
        Assert.Equal(["measures"], page.QuerySelectorAll("main > section").Select(section => section.Id!)); // only times
        Assert.DoesNotContain("%", page.QuerySelector("#measures")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll(".tiles"));
    }

    [Fact]
    public void Too_few_images_for_a_sheet_leave_it_out()
    {
        using ImageDataset few = SmallModel.Faces(8, split: "valid");
        ModelEvaluation evaluation = Evaluate(null, few);

        Assert.Empty(EvaluationPage.Compose("t", model.Card, evaluation, few, []).Neighbours);
    }

    private ModelEvaluation Evaluate(ImageDataset? gallery, ImageDataset? evaluated = null)
        => ModelEvaluation.Run(model, evaluated ?? valid, gallery, new EvaluationOptions { K = 5, SweepK = [1, 5], Restarts = 1 });

    private ReportContent Compose(ModelEvaluation evaluation) => EvaluationPage.Compose("t", model.Card, evaluation, valid, []);

    private int IndexOf(Thumbnail picture) => ((IList<string>)[.. valid.Names]).IndexOf(picture.Description);

    private static double Distance(EmbeddingMatrix embeddings, int first, int second)
    {
        double sum = 0;
        for (int d = 0; d < embeddings.Dimension; d++)
        {
            double difference = (double)embeddings[first][d] - embeddings[second][d];
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }
}
