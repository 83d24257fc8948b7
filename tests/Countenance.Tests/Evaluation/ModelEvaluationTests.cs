using Countenance.Datasets;
using Countenance.Evaluation;
using Countenance.Models;
using Countenance.Reporting;
using Countenance.Tests.Models;

namespace Countenance.Tests.Evaluation;

public sealed class ModelEvaluationTests : IDisposable
{
    private static readonly EvaluationOptions options = new() { K = 5, SweepK = [1, 5], Restarts = 2, Seed = 3 };

    private readonly ImageDataset train = SmallModel.Faces(64);
    private readonly ImageDataset valid = SmallModel.Faces(40, split: "valid");
    private readonly EmbeddingModel plain = SmallModel.Create();

    public void Dispose()
    {
        plain.Dispose();
        train.Dispose();
        valid.Dispose();
    }

    [Fact]
    public void The_figures_are_those_of_the_protocol_on_the_same_embeddings()
    {
        EmbeddingModel model = SmallModel.WithGaussians(plain, train);

        ModelEvaluation evaluation = Evaluate(model, valid, train, options);

        EmbeddingMatrix embeddings = model.Rows(valid);
        Assert.Equal(embeddings.Values, evaluation.Embeddings.Values);
        var summary = new DatasetSummary("synthetic", "valid", 40, "majority");
        var input = new EvaluationInput(summary, valid.ClassNames, embeddings, valid.Labels)
        {
            Gallery = model.Rows(train),
            GalleryLabels = train.Labels,
            Gaussians = model.Gaussians,
            Votes = valid.Votes,
        };
        (EvaluationReport expected, EvaluationDetails details) = new EvaluationProtocol(options).Run(input);
        Assert.Equal(Figures(expected), Figures(evaluation.Report));
        Assert.NotNull(evaluation.Report.Classification);
        Assert.NotNull(evaluation.Report.Posterior);
        Assert.NotNull(evaluation.Report.Clustering);
        Assert.NotNull(evaluation.Report.Retrieval);
        Assert.Equal(details.Predictions, evaluation.Details.Predictions);
        Assert.Equal(details.Posterior!.Values, evaluation.Details.Posterior!.Values);
        Assert.Equal(
            ["classification", "clustering", "embedding", "posterior", "retrieval", "total"], evaluation.Report.Seconds.Keys.Order());
        Assert.True(evaluation.Report.Seconds["total"] >= evaluation.Report.Seconds["embedding"]);
    }

    [Fact]
    public void Parts_that_cannot_be_computed_are_left_out()
    {
        ModelEvaluation evaluation = Evaluate(plain, valid, null, options);

        Assert.Null(evaluation.Report.Classification);
        Assert.Null(evaluation.Report.Posterior);
        Assert.NotNull(evaluation.Report.Clustering);
        Assert.NotNull(evaluation.Report.Retrieval);
    }

    [Fact]
    public void A_split_that_is_its_own_gallery_does_not_find_its_own_images()
    {
        ModelEvaluation evaluation = Evaluate(plain, valid, valid, options with { K = 1 });

        Assert.All(Enumerable.Range(0, 40), i => Assert.DoesNotContain(i, evaluation.Details.Neighbors![i].ToArray()));
    }

    [Fact]
    public void Only_what_is_needed_is_embedded_and_progress_runs_over_both_splits()
    {
        var both = new Counts();
        Evaluate(plain, valid, train, options, both);
        Assert.Equal([40, 104], both.Values);

        var one = new Counts();
        Evaluate(plain, valid, train, options with { Parts = EvaluationParts.Retrieval }, one);
        Assert.Equal([40], one.Values);
    }

    [Fact]
    public void Other_classes_than_the_model_s_are_refused()
    {
        using var other = ImageDataset.FromPixels(
            new DatasetIdentity("memory", "train", "majority", ["cat", "dog"]), new DatasetLabels(["x", "y"], [0, 1]), new byte[512], 1, 16,
            16);

        foreach (Func<object> run in (Func<object>[])
            [() => Evaluate(plain, other, null, options), () => Evaluate(plain, valid, other, options)])
        {
            var error = Assert.Throws<ArgumentException>(run);
            Assert.Contains("neutral, happiness", error.Message, StringComparison.Ordinal);
            Assert.Contains("Got cat, dog", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Votes_are_matched_by_name_and_those_for_unknown_classes_left_out()
    {
        using var images = ImageDataset.FromPixels(
            new DatasetIdentity("memory", "train", "majority", ["cat", "dog", "eel"]),
            new DatasetLabels(["x", "y"], [0, 1], [0.5f, 0.25f, 0.25f, 0, 1, 0]), new byte[512], 1, 16, 16);

        Assert.Equal([0.5f, 0.25f, 0.25f, 0, 1, 0], ClassAlignment.Votes(images, ["cat", "dog", "eel"])!);
        Assert.Equal([0.25f, 0, 0.5f, 1, 0, 0], ClassAlignment.Votes(images, ["dog", "owl", "cat"])!);
    }

    [Fact]
    public void A_calibrated_model_has_both_calibration_errors_and_the_agreement_with_votes()
    {
        EmbeddingModel model = SmallModel.WithGaussians(plain, train);
        var calibrated = new EmbeddingModel(model.Card with { Temperature = 3 }, model.Network, model.Gaussians);

        PosteriorResult raw = Evaluate(model, valid, train, options).Report.Posterior!;
        PosteriorResult both = Evaluate(calibrated, valid, train, options).Report.Posterior!;

        Assert.Null(raw.CalibratedEce);
        Assert.Equal((raw.Accuracy, raw.Ece), (both.Accuracy, both.Ece));
        Assert.NotEqual(raw.Ece, both.CalibratedEce);
        Assert.Equal(raw.Votes!.TopTwo, both.Votes!.TopTwo);
        Assert.NotEqual(raw.Votes.CrossEntropy, both.Votes.CrossEntropy);
    }

    [Fact]
    public void Classes_are_matched_by_name_whatever_their_order_and_number()
    {
        EmbeddingModel model = SmallModel.WithGaussians(plain, train);
        ModelEvaluation expected = Evaluate(model, valid, train, options);
        string[] reversed = [.. valid.ClassNames.Reverse(), "boredom"];
        string[] others = ["awe", .. train.ClassNames.Skip(3), .. train.ClassNames.Take(3)];

        ModelEvaluation evaluation = Evaluate(model, Renamed(valid, reversed), Renamed(train, others), options);

        PosteriorResult posterior = expected.Report.Posterior! with { Votes = null }; // a data set under other classes has none
        Assert.Equal(Figures(expected.Report with { Posterior = posterior }), Figures(evaluation.Report));
        Assert.Equal(expected.Details.Predictions, evaluation.Details.Predictions);
        ReportContent page = EvaluationPage.Compose("title", model.Card, evaluation, Renamed(valid, reversed), []);
        Assert.Equal(model.Card.Classes, page.ClassNames);
        Assert.Equal(
            EvaluationPage.Compose("title", model.Card, expected, valid, []).Neighbours.Select(row => (row.TrueClass, row.PredictedClass)),
            page.Neighbours.Select(row => (row.TrueClass, row.PredictedClass)));
    }

    [Fact]
    public void A_split_may_lack_classes_of_the_gallery_but_not_the_other_way_round()
    {
        string[] seven = [.. valid.ClassNames.Take(7)];
        int[] withoutLast = [.. valid.Labels.Select(label => label == 7 ? -1 : label)];
        ImageDataset some = valid.WithLabels(withoutLast, seven);
        ImageDataset few = train.WithLabels([.. train.Labels.Select(label => label == 7 ? -1 : label)], seven);

        ModelEvaluation evaluation = Evaluate(plain, some, train, options);
        Assert.Equal(8, evaluation.Report.Classification!.PerClass.Count);
        Assert.Equal(0, evaluation.Report.Classification.PerClass[7].Support);
        Assert.Equal(7, evaluation.Report.Clustering!.Clusters);

        Assert.NotNull(Evaluate(plain, some, few, options).Report.Classification);
        ArgumentException error = Assert.Throws<ArgumentException>(() => Evaluate(plain, valid, few, options));
        Assert.Equal(
            $"The classes of synthetic valid must be among the gallery's: {string.Join(", ", seven)}. Got {valid.ClassNames[7]}.",
            error.Message);
        Assert.Null(Evaluate(plain, valid, few, options with { Parts = EvaluationParts.Retrieval }).Report.Classification);
    }

    [Fact]
    public void A_gallery_without_labels_is_refused_before_anything_is_embedded()
    {
        ImageDataset unlabelled = train.WithLabels([.. train.Labels.Select(_ => -1)], train.ClassNames);
        var counts = new Counts();

        ArgumentException error = Assert.Throws<ArgumentException>(() => Evaluate(plain, valid, unlabelled, options, counts));

        Assert.StartsWith("The gallery must have labelled images", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Got synthetic train, which has none.", error.Message, StringComparison.Ordinal);
        Assert.Empty(counts.Values);
        Assert.NotNull(Evaluate(plain, valid, unlabelled, options with { Parts = EvaluationParts.Retrieval }).Report.Retrieval);
    }

    // The same labels under classes in another order.
    private static ImageDataset Renamed(ImageDataset dataset, string[] classNames) =>
        dataset.WithLabels([.. dataset.Labels.Select(label => Array.IndexOf(classNames, dataset.ClassNames[label]))], classNames);

    private static ModelEvaluation Evaluate(
        EmbeddingModel model, ImageDataset evaluated, ImageDataset? gallery, EvaluationOptions options, IProgress<int>? progress = null)
        => ModelEvaluation.Run(
            model, evaluated, gallery, options, ComputePrecision.Full, progress, TestContext.Current.CancellationToken);

    private static string Figures(EvaluationReport report)
        => EvaluationJson.Serialize(report with { Seconds = new Dictionary<string, double>() });

    private sealed class Counts : IProgress<int>
    {
        public List<int> Values { get; } = [];

        public void Report(int value) => Values.Add(value);
    }
}
