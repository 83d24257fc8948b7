using System.Globalization;
using Countenance.Classification;
using Countenance.Datasets;
using Countenance.Evaluation;
using Countenance.Models;
using Countenance.Reporting;

namespace Countenance.Cli.Evaluation;

/// <summary>
/// One line per evaluated image as comma-separated text, <c>file,label,knn,class,typicality</c> and then one column per class with its
/// probability: what a test between two models, such as McNemar's, is computed from.
/// </summary>
internal static class PredictionTable
{
    /// <summary>Writes the file atomically; fields of what was not measured are empty.</summary>
    /// <exception cref="ReportException">The file cannot be written.</exception>
    public static void Write(string path, EmbeddingModel model, ImageDataset dataset, ModelEvaluation evaluation)
    {
        IReadOnlyList<string> classes = model.Card.Classes;
        PosteriorMatrix? posterior = evaluation.Details.Posterior;
        int[]? probable = posterior?.MostProbable();
        double[]? typicality = probable is null
            ? null
            : model.Gaussians?.Typicality(evaluation.Embeddings, probable, CovarianceChoice.Full);
        CsvTable.Write(
            path,
            ["file", "label", "knn", "class", "typicality", .. classes],
            Enumerable.Range(0, dataset.Count).Select(i => (string[])
            [
                dataset.Names[i],
                dataset.Labels[i] < 0 ? "" : dataset.ClassNames[dataset.Labels[i]],
                evaluation.Details.Predictions is { } nearest ? classes[nearest[i]] : "",
                probable is null ? "" : classes[probable[i]],
                typicality is null ? "" : Number(typicality[i]),
                .. classes.Select((_, c) => posterior is null ? "" : Number(posterior[i][c])),
            ]));
    }

    private static string Number(double value) => value.ToString("0.000000", CultureInfo.InvariantCulture);
}
