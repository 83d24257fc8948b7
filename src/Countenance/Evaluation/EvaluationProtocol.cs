using System.Diagnostics;
using Countenance.Classification;
using Countenance.Clustering;
using Countenance.Retrieval;

namespace Countenance.Evaluation;

/// <summary>
/// The paper's protocol (§4.1) on embeddings: kNN classification fitted on the training split, retrieval inside the evaluated split with
/// the query left out, k-means with as many clusters as classes; besides, the posterior of the classes.
/// </summary>
/// <param name="options">How it is run.</param>
public sealed class EvaluationProtocol(EvaluationOptions options)
{
    /// <summary>
    /// Runs the parts asked for; parts not asked for, or whose input is missing, are null in the report, and so are all where no row is
    /// labelled: the details then have the predictions, but there is nothing to measure them by.
    /// </summary>
    /// <param name="input">The embeddings, labels and Gaussians.</param>
    /// <returns>The figures, and what stands behind them.</returns>
    /// <exception cref="ArgumentException">
    /// Lengths or dimensions do not fit, a label is not a class, a value is not finite, or the gallery has no labels.
    /// </exception>
    public (EvaluationReport Report, EvaluationDetails Details) Run(EvaluationInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ClassificationMetrics.RequireClasses(input.Labels, input.ClassNames.Count, nameof(input));
        var whole = Stopwatch.StartNew();
        var seconds = new Dictionary<string, double>();
        var report = new EvaluationReport(input.Dataset, null, null, null, null, null, seconds);
        var details = new EvaluationDetails();
        if (options.Parts.HasFlag(EvaluationParts.Classification))
        {
            if (input.Gallery is not null)
            {
                Time(seconds, "classification", () => (report, details) = Classify(input, input.Gallery, report, details));
            }

            if (input.Posterior is not null || input.Densities is not null)
            {
                Time(seconds, "posterior", () => (report, details) = Judge(input, report, details));
            }
        }

        if (input.IsLabelled && options.Parts.HasFlag(EvaluationParts.Clustering))
        {
            Time(seconds, "clustering", () => (report, details) = Cluster(input, report, details));
        }

        if (input.IsLabelled && options.Parts.HasFlag(EvaluationParts.Retrieval))
        {
            Time(seconds, "retrieval", () => report = report with
            {
                Retrieval = RetrievalMetrics.Evaluate(input.Embeddings, input.Labels, options.RetrievalK, options.Threads),
            });
        }

        seconds["total"] = whole.Elapsed.TotalSeconds;
        return (report, details);
    }

    private static void Time(Dictionary<string, double> seconds, string stage, Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        seconds[stage] = watch.Elapsed.TotalSeconds;
    }

    private (EvaluationReport Report, EvaluationDetails Details) Classify(
        EvaluationInput input, EmbeddingMatrix gallery, EvaluationReport report, EvaluationDetails details)
    {
        var galleryLabels = input.GalleryLabels
            ?? throw new ArgumentException("Gallery labels must be given with the gallery. Got none.", nameof(input));
        var classifier = KnnClassifier.Fit(gallery, galleryLabels, input.ClassNames.Count, options.K, options.Threads);
        var neighbors = classifier.Neighbors(input.Embeddings, options.SweepK.Append(options.K).Max());
        if (neighbors.K == 0)
        {
            return (report, details); // a gallery of one labelled row, evaluated in itself
        }

        var predictions = classifier.Predict(neighbors, options.K);
        details = details with { Predictions = predictions, Neighbors = neighbors };
        if (!input.IsLabelled)
        {
            return (report, details);
        }

        report = report with
        {
            Classification = ClassificationMetrics.Evaluate(input.Labels, predictions, input.ClassNames, options.K),
            PredictionNmi = ClusteringMetrics.NormalizedMutualInformation(input.Labels, predictions),
        };
        return (report, details with { Sweep = classifier.Sweep(neighbors, input.Labels, input.ClassNames, options.SweepK) });
    }

    private (EvaluationReport Report, EvaluationDetails Details) Judge(
        EvaluationInput input, EvaluationReport report, EvaluationDetails details)
    {
        var posterior = Posterior(input, temperature: 1);
        if (posterior.ClassCount != input.ClassNames.Count)
        {
            throw new ArgumentException(
                $"The posterior must be one of the {input.ClassNames.Count} classes. Got {posterior.ClassCount}.", nameof(input));
        }

        var isCalibrated = input is { Posterior: null, Temperature: not 1 }
            && options is { Prior: PriorChoice.Training, Covariance: CovarianceChoice.Isotropic };
        var calibrated = isCalibrated ? Posterior(input, input.Temperature) : posterior;
        details = details with { Posterior = calibrated };
        if (!input.IsLabelled)
        {
            return (report, details);
        }

        var scores = ClassificationMetrics.Evaluate(input.Labels, posterior.MostProbable(), input.ClassNames, k: 0);
        var result = new PosteriorResult(scores.Accuracy, scores.F1, CalibrationError.Expected(posterior, input.Labels))
        {
            CalibratedEce = calibrated == posterior ? null : CalibrationError.Expected(calibrated, input.Labels),
            Votes = input.Votes is null ? null : VoteAgreement.Measure(calibrated, input.Votes),
            Typicality = input.Gaussians is null ? null : Typicality(input, input.Gaussians),
        };
        return (report with { Posterior = result }, details);
    }

    private static TypicalityResult Typicality(EvaluationInput input, ClassGaussians gaussians)
    {
        var labelled = LabelledRows.Of(input.Embeddings, input.Labels, nameof(input));
        double[] typicality = gaussians.Typicality(labelled.Embeddings, labelled.Labels, CovarianceChoice.Full);
        Array.Sort(typicality);
        int middle = typicality.Length / 2;
        double median = typicality.Length % 2 == 1 ? typicality[middle] : (typicality[middle - 1] + typicality[middle]) / 2;
        return new TypicalityResult(median, typicality.Count(value => value < 0.05) / (double)typicality.Length);
    }

    private PosteriorMatrix Posterior(EvaluationInput input, double temperature)
        => input.Posterior ?? input.Densities!.Posterior(input.Embeddings, options.Prior, options.Covariance, temperature);

    /// <summary>As many clusters as classes occur in the evaluated split.</summary>
    private (EvaluationReport Report, EvaluationDetails Details) Cluster(
        EvaluationInput input, EvaluationReport report, EvaluationDetails details)
    {
        var labelled = LabelledRows.Of(input.Embeddings, input.Labels, nameof(input));
        var clusters = labelled.Labels.Distinct().Count();
        var found = KMeans.Run(
            labelled.Embeddings,
            new KMeansOptions(clusters) { Restarts = options.Restarts, Seed = options.Seed, Threads = options.Threads });
        var result = new ClusteringResult(
            clusters,
            ClusteringMetrics.NormalizedMutualInformation(labelled.Labels, found.Labels),
            ClusteringMetrics.PairwiseF1(labelled.Labels, found.Labels),
            ClusteringMetrics.AdjustedRand(labelled.Labels, found.Labels));
        return (report with { Clustering = result }, details with { Clusters = found });
    }
}
