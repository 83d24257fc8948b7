using System.Globalization;
using Countenance.Datasets;
using Countenance.Evaluation;
using Countenance.Models;
using Countenance.Retrieval;
using Countenance.Training;

namespace Countenance.Reporting;

/// <summary>Puts together the report page of a model evaluated on a split.</summary>
public static class EvaluationPage
{
    private const int RowsPerClass = 2;
    private const int NeighboursShown = 8;

    /// <summary>Composes the page.</summary>
    /// <param name="title">Title of the page.</param>
    /// <param name="card">The model.</param>
    /// <param name="evaluation">What was found.</param>
    /// <param name="evaluated">The images evaluated, for the nearest-neighbour sheet.</param>
    /// <param name="epochs">The run's metrics; empty where they are not known.</param>
    /// <param name="threads">The most threads used; −1 for all of the machine's. The page does not depend on it.</param>
    public static ReportContent Compose(
        string title,
        ModelCard card,
        ModelEvaluation evaluation,
        ImageDataset evaluated,
        IReadOnlyList<EpochMetrics> epochs,
        int threads = -1)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(evaluation);
        ArgumentNullException.ThrowIfNull(evaluated);
        ArgumentNullException.ThrowIfNull(epochs);
        evaluated = ClassAlignment.Under(evaluated, card.Classes);
        return new ReportContent
        {
            Title = title,
            Facts = [.. ModelFacts(card)],
            Evaluation = evaluation.Report,
            ClassNames = evaluated.ClassNames,
            F1ByK = [.. (evaluation.Details.Sweep ?? []).Select(point => new NeighbourCountScore(point.K, point.F1, point.Accuracy))],
            TrainingCurves = Curves(epochs),
            Neighbours = NeighbourRows(evaluation, evaluated, threads),
        };
    }

    private static IEnumerable<ReportFact> ModelFacts(ModelCard card)
    {
        yield return new("Model", $"{card.Architecture}, {card.ImageSize} px, {card.Outputs} dimensions");
        yield return new("Loss", string.Create(CultureInfo.InvariantCulture, $"{card.Loss}, σ = {card.Sigma:0.###}"));
        yield return new("Trained on", $"{card.Data.Format} {card.Data.Split} ({card.Data.Labels}), {card.Data.Images} images");
        yield return new("Epochs, seed", string.Create(CultureInfo.InvariantCulture, $"{card.Epochs:0.#}, {card.Seed}"));
    }

    private static List<TrainingCurve> Curves(IReadOnlyList<EpochMetrics> epochs)
    {
        (string Key, string Name, string Quantity, ValueFormat Format)[] known =
        [
            ("loss", "training", "Loss", ValueFormat.Number),
            ("accuracy", "training batches", "Accuracy", ValueFormat.Share),
            ("heldOutAccuracy", "held out, nearest neighbours", "Accuracy", ValueFormat.Share),
            ("heldOutPosteriorAccuracy", "held out, posterior", "Accuracy", ValueFormat.Share),
            ("learningRate", "learning rate", "Learning rate", ValueFormat.Number),
        ];
        var curves = new List<TrainingCurve>();
        foreach ((string key, string name, string quantity, ValueFormat format) in known)
        {
            if (epochs.Any(epoch => epoch.Values.ContainsKey(key)))
            {
                double[] values = [.. epochs.Select(epoch => epoch.Values.GetValueOrDefault(key, double.NaN))];
                curves.Add(new TrainingCurve(name, quantity, [.. epochs.Select(epoch => (double)epoch.Epoch)], values, format));
            }
        }

        return curves;
    }

    // The first images of every class, with their neighbours inside the split.
    private static List<NeighbourRow> NeighbourRows(ModelEvaluation evaluation, ImageDataset dataset, int threads)
    {
        int[] queries =
        [
            .. Enumerable.Range(0, dataset.ClassNames.Count).SelectMany(label =>
                Enumerable.Range(0, dataset.Count).Where(i => dataset.Labels[i] == label).Take(RowsPerClass)),
        ];
        if (queries.Length == 0 || dataset.Count <= NeighboursShown)
        {
            return [];
        }

        EmbeddingMatrix embeddings = evaluation.Embeddings;
        float[] rows = [.. queries.SelectMany(query => embeddings[query].ToArray())];
        NeighborLists found = new NearestNeighbors(embeddings, threads).Search(
            new EmbeddingMatrix(rows, embeddings.Dimension), NeighboursShown + 1);
        return [.. queries.Select((query, i) => Row(evaluation, dataset, query, found[i], found.DistancesOf(i)))];
    }

    private static NeighbourRow Row(
        ModelEvaluation evaluation, ImageDataset dataset, int query, ReadOnlySpan<int> indices, ReadOnlySpan<double> squaredDistances)
    {
        var neighbours = new List<Neighbour>();
        for (int i = 0; i < indices.Length && neighbours.Count < NeighboursShown; i++)
        {
            if (indices[i] >= 0 && indices[i] != query)
            {
                neighbours.Add(new Neighbour(Picture(dataset, indices[i]), ClassOf(dataset, indices[i]), Math.Sqrt(squaredDistances[i])));
            }
        }

        string? predicted = evaluation.Details.Predictions is { } predictions ? dataset.ClassNames[predictions[query]] : null;
        double? posterior = evaluation.Details is { Posterior: { } matrix, Predictions: { } knn } ? matrix[query][knn[query]] : null;
        return new NeighbourRow(Picture(dataset, query), ClassOf(dataset, query), predicted, posterior, neighbours);
    }

    private static string? ClassOf(ImageDataset dataset, int index)
        => dataset.Labels[index] < 0 ? null : dataset.ClassNames[dataset.Labels[index]];

    private static Thumbnail Picture(ImageDataset dataset, int index)
        => Thumbnail.Of(DatasetImages.ToImage(dataset, index), dataset.Names[index]);
}
