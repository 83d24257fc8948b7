using System.Text.Json;
using Countenance.Classification;
using Countenance.Clustering;
using Countenance.Evaluation;
using Countenance.Retrieval;

namespace Countenance.Tests.Evaluation;

public class EvaluationProtocolTests
{
    private static readonly string[] Names = ["a", "b", "c", "d"];
    private static readonly EvaluationInput Input = Make();

    [Fact]
    public void Every_figure_is_that_of_its_metric()
    {
        var (report, details) = new EvaluationProtocol(new EvaluationOptions()).Run(Input);

        var knn = KnnClassifier.Fit(Input.Gallery!, Input.GalleryLabels!, 4, 11).Predict(Input.Embeddings);
        Assert.Equal(knn, details.Predictions!);
        Assert.Equal(11, report.Classification!.K);
        Assert.Equal(ClassificationMetrics.Evaluate(Input.Labels, knn, Names, 11).F1, report.Classification.F1);
        Assert.Equal(ClusteringMetrics.NormalizedMutualInformation(Input.Labels, knn), report.PredictionNmi);
        Assert.Equal(4, report.Clustering!.Clusters);
        Assert.Equal(ClusteringMetrics.NormalizedMutualInformation(Input.Labels, details.Clusters!.Labels), report.Clustering.Nmi);
        Assert.Equal([1, 2, 4, 8, 16, 32], report.Retrieval!.K);
        Assert.Equal(RetrievalMetrics.Evaluate(Input.Embeddings, Input.Labels).MapAtR, report.Retrieval.MapAtR);
        Assert.Equal(16, details.Sweep!.Count);
        Assert.Equal(report.Classification.F1, details.Sweep[5].F1);
        Assert.Equal(31, details.Neighbors!.K);
        var right = details.Posterior!.MostProbable().Zip(Input.Labels, (p, l) => p == l).Average(ok => ok ? 1.0 : 0);
        Assert.Equal(right, report.Posterior!.Accuracy, 1e-12);
        Assert.Equal(["classification", "clustering", "posterior", "retrieval", "total"], report.Seconds.Keys.Order());
        Assert.InRange(report.Classification.Accuracy, 0.3, 0.99);
    }

    [Fact]
    public void An_image_alone_with_itself_has_no_neighbours_and_no_classification()
    {
        var alone = new EmbeddingMatrix([1, 2], 2);
        var input = new EvaluationInput(new DatasetSummary("synthetic", "valid", 1, "majority"), Names, alone, [3])
        {
            Gallery = alone,
            GalleryLabels = [3],
        };

        var (report, details) = new EvaluationProtocol(new EvaluationOptions { Parts = EvaluationParts.Classification }).Run(input);

        Assert.Null(report.Classification);
        Assert.Null(details.Predictions);
    }

    [Fact]
    public void The_options_reach_the_figures()
    {
        var options = new EvaluationOptions { K = 3, SweepK = [], Restarts = 1, Seed = 9, Prior = PriorChoice.Uniform };
        var (report, details) = new EvaluationProtocol(options).Run(Input);

        Assert.Equal(3, report.Classification!.K);
        Assert.Equal(3, details.Neighbors!.K);
        Assert.Empty(details.Sweep!);
        var expected = Input.Gaussians!.Posterior(Input.Embeddings, PriorChoice.Uniform, CovarianceChoice.Isotropic);
        Assert.Equal(expected.Values, details.Posterior!.Values);
    }

    [Fact]
    public void Typicality_is_that_of_the_labelled_samples_for_their_own_classes()
    {
        int[] labels = [.. Input.Labels];
        labels[0] = -1;
        var (report, _) = new EvaluationProtocol(new EvaluationOptions()).Run(Input with { Labels = labels });

        double[] all = Input.Gaussians!.Typicality(Input.Embeddings, Input.Labels, CovarianceChoice.Full);
        double[] rest = [.. all.Skip(1).Order()];
        double median = (rest[(rest.Length - 1) / 2] + rest[rest.Length / 2]) / 2;
        Assert.Equal(median, report.Posterior!.Typicality!.Median, 1e-12);
        Assert.Equal(rest.Count(value => value < 0.05) / (double)rest.Length, report.Posterior.Typicality.Below5Percent, 1e-12);
    }

    [Fact]
    public void Every_field_is_that_of_its_own_metric()
    {
        var (report, details) = new EvaluationProtocol(new EvaluationOptions { RetrievalK = [3, 5] }).Run(Input);

        var clusters = details.Clusters!.Labels;
        Assert.Equal(ClusteringMetrics.NormalizedMutualInformation(Input.Labels, clusters), report.Clustering!.Nmi);
        Assert.Equal(ClusteringMetrics.PairwiseF1(Input.Labels, clusters), report.Clustering.PairwiseF1);
        Assert.Equal(ClusteringMetrics.AdjustedRand(Input.Labels, clusters), report.Clustering.AdjustedRand);
        Assert.NotEqual(report.Clustering.PairwiseF1, report.Clustering.AdjustedRand);
        var posterior = Input.Gaussians!.Posterior(Input.Embeddings, PriorChoice.Training, CovarianceChoice.Isotropic);
        var scores = ClassificationMetrics.Evaluate(Input.Labels, posterior.MostProbable(), Names, k: 0);
        Assert.Equal(scores.Accuracy, report.Posterior!.Accuracy);
        Assert.Equal(scores.F1, report.Posterior.F1);
        Assert.NotEqual(scores.F1, scores.MeanClassF1);
        Assert.Equal(CalibrationError.Expected(posterior, Input.Labels), report.Posterior.Ece);
        var retrieval = RetrievalMetrics.Evaluate(Input.Embeddings, Input.Labels, [3, 5]);
        Assert.Equal(retrieval.K, report.Retrieval!.K);
        Assert.Equal(retrieval.Recall, report.Retrieval.Recall);
        Assert.Equal(retrieval.Accuracy, report.Retrieval.Accuracy);
    }

    [Theory]
    [InlineData(CovarianceChoice.Pooled)]
    [InlineData(CovarianceChoice.Full)]
    public void The_covariance_asked_for_is_that_of_the_posterior(CovarianceChoice covariance)
    {
        var (report, details) = new EvaluationProtocol(new EvaluationOptions { Covariance = covariance }).Run(Input);

        var expected = Input.Gaussians!.Posterior(Input.Embeddings, PriorChoice.Training, covariance);
        Assert.Equal(expected.Values, details.Posterior!.Values);
        Assert.Equal(CalibrationError.Expected(expected, Input.Labels), report.Posterior!.Ece);
        Assert.NotEqual(
            Input.Gaussians!.Posterior(Input.Embeddings, PriorChoice.Training, CovarianceChoice.Isotropic).Values, expected.Values);
    }

    /// <summary>Rows without structure, on which k-means comes to rest elsewhere with every start and every seed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Clusters_are_those_of_k_means_with_the_restarts_and_the_seed_asked_for(int restarts)
    {
        var (rows, labels) = RandomEmbeddings.Blobs(400, 6, 12, 60.0, seed: 72);
        string[] names = [.. Enumerable.Range(0, 12).Select(c => $"{c}")];
        var input = new EvaluationInput(new DatasetSummary("synthetic", "valid", 400, "majority"), names, rows, labels);

        for (ulong seed = 1; seed <= 6; seed++)
        {
            var options = new EvaluationOptions { Parts = EvaluationParts.Clustering, Restarts = restarts, Seed = seed };

            var found = new EvaluationProtocol(options).Run(input).Details.Clusters!;

            var expected = KMeans.Run(rows, new KMeansOptions(12) { Restarts = restarts, Seed = seed });
            Assert.Equal(expected.Labels, found.Labels);
            Assert.Equal(expected.Inertia, found.Inertia);
        }
    }

    [Theory]
    [InlineData(EvaluationParts.Classification)]
    [InlineData(EvaluationParts.Retrieval)]
    [InlineData(EvaluationParts.Clustering)]
    public void Only_the_parts_asked_for_are_run(EvaluationParts parts)
    {
        var (report, _) = new EvaluationProtocol(new EvaluationOptions { Parts = parts }).Run(Input);

        Assert.Equal(parts == EvaluationParts.Classification, report.Classification is not null);
        Assert.Equal(parts == EvaluationParts.Classification, report.PredictionNmi is not null);
        Assert.Equal(parts == EvaluationParts.Classification, report.Posterior is not null);
        Assert.Equal(parts == EvaluationParts.Retrieval, report.Retrieval is not null);
        Assert.Equal(parts == EvaluationParts.Clustering, report.Clustering is not null);
    }

    [Fact]
    public void The_number_of_threads_changes_no_figure()
    {
        var one = new EvaluationProtocol(new EvaluationOptions { Threads = 1 }).Run(Input).Report;
        var many = new EvaluationProtocol(new EvaluationOptions { Threads = 6 }).Run(Input).Report;

        var none = new Dictionary<string, double>();
        Assert.Equal(EvaluationJson.Serialize(one with { Seconds = none }), EvaluationJson.Serialize(many with { Seconds = none }));
    }

    [Fact]
    public void Json_has_the_names_of_the_contract_in_their_order()
    {
        var json = EvaluationJson.Serialize(new EvaluationProtocol(new EvaluationOptions()).Run(Input).Report);

        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        Assert.Equal(
            ["dataset", "classification", "posterior", "clustering", "predictionNmi", "retrieval", "seconds"], Fields(root));
        Assert.Equal(["format", "split", "images", "labels"], Fields(root.GetProperty("dataset")));
        var classification = root.GetProperty("classification");
        Assert.Equal(
            ["k", "accuracy", "precision", "recall", "f1", "meanClassF1", "perClass", "confusion", "accuracyInterval"], Fields(classification));
        Assert.Equal(["name", "precision", "recall", "f1", "support"], Fields(classification.GetProperty("perClass")[0]));
        Assert.Equal(4, classification.GetProperty("confusion")[0].GetArrayLength());
        Assert.Equal(["low", "high"], Fields(classification.GetProperty("accuracyInterval")));
        Assert.Equal(["accuracy", "f1", "ece", "typicality"], Fields(root.GetProperty("posterior")));
        Assert.Equal(["median", "below5Percent"], Fields(root.GetProperty("posterior").GetProperty("typicality")));
        Assert.Equal(["clusters", "nmi", "pairwiseF1", "adjustedRand"], Fields(root.GetProperty("clustering")));
        Assert.Equal(["k", "recall", "accuracy", "mapAtR"], Fields(root.GetProperty("retrieval")));
    }

    [Fact]
    public void Json_leaves_out_what_was_not_run_and_reads_back()
    {
        var report = new EvaluationProtocol(new EvaluationOptions { Parts = EvaluationParts.Retrieval }).Run(Input).Report;

        var json = EvaluationJson.Serialize(report);

        using var document = JsonDocument.Parse(json);
        Assert.Equal(["dataset", "retrieval", "seconds"], Fields(document.RootElement));
        Assert.Equal(json, EvaluationJson.Serialize(EvaluationJson.Deserialize(json)));
        using var stream = new MemoryStream();
        EvaluationJson.Write(report, stream);
        Assert.Equal(json, System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void A_split_without_labels_has_no_figures_but_has_predictions()
    {
        var unlabelled = Input with { Labels = [.. Enumerable.Repeat(-1, Input.Labels.Length)] };

        var (report, details) = new EvaluationProtocol(new EvaluationOptions()).Run(unlabelled);

        using var document = JsonDocument.Parse(EvaluationJson.Serialize(report));
        Assert.Equal(["dataset", "seconds"], Fields(document.RootElement));
        Assert.Null(details.Sweep);
        var (_, labelled) = new EvaluationProtocol(new EvaluationOptions()).Run(Input);
        Assert.Equal(labelled.Predictions, details.Predictions);
        Assert.Equal(labelled.Posterior!.Values, details.Posterior!.Values);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        var protocol = new EvaluationProtocol(new EvaluationOptions());

        Assert.Throws<ArgumentException>(() => protocol.Run(Input with { GalleryLabels = null }));
        Assert.Throws<ArgumentException>(() => protocol.Run(Input with { Labels = [0, 1] }));
        Assert.Throws<ArgumentException>(() => protocol.Run(Input with { ClassNames = ["a", "b"] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EvaluationOptions { K = 0 });
    }

    private static EvaluationInput Make()
    {
        var (all, labels) = RandomEmbeddings.Blobs(500, 6, 4, 6.0, seed: 71);
        var gallery = all.Reordered([.. Enumerable.Range(0, 300)]);
        var evaluated = all.Reordered([.. Enumerable.Range(300, 200)]);
        return new EvaluationInput(new DatasetSummary("synthetic", "valid", 200, "majority"), Names, evaluated, labels[300..])
        {
            Gallery = gallery,
            GalleryLabels = labels[..300],
            Gaussians = ClassGaussians.Estimate(gallery, labels.AsSpan(0, 300), Names, sigma: 6),
        };
    }

    private static string[] Fields(JsonElement element) => [.. element.EnumerateObject().Select(field => field.Name)];
}
