using System.Diagnostics;
using Countenance.Datasets;
using Countenance.Models;

namespace Countenance.Evaluation;

/// <summary>A model evaluated on a split: the figures, what stands behind them, and the embeddings.</summary>
/// <param name="Report">The figures.</param>
/// <param name="Details">Predictions and neighbours, sample by sample.</param>
/// <param name="Embeddings">The evaluated split's embeddings, [N, D].</param>
public sealed record ModelEvaluation(EvaluationReport Report, EvaluationDetails Details, EmbeddingMatrix Embeddings)
{
    /// <summary>Embeds a split, and the gallery where the parts asked for need one, and runs the protocol.</summary>
    /// <param name="model">The model.</param>
    /// <param name="evaluated">The split evaluated; its classes are matched with the model's by name.</param>
    /// <param name="gallery">The training split, on which kNN is fitted, its classes matched likewise; null: no kNN.</param>
    /// <param name="options">The protocol.</param>
    /// <param name="precision">Precision of the embedding.</param>
    /// <param name="progress">Told the number of images embedded so far, over both splits.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="ArgumentException">
    /// The classes do not fit, or the gallery has no labels: see <see cref="RequireClasses"/>.
    /// </exception>
    public static ModelEvaluation Run(
        EmbeddingModel model,
        ImageDataset evaluated,
        ImageDataset? gallery,
        EvaluationOptions options,
        ComputePrecision precision = ComputePrecision.Full,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(evaluated);
        ArgumentNullException.ThrowIfNull(options);
        bool needsGallery = gallery is not null && options.Parts.HasFlag(EvaluationParts.Classification);
        RequireClasses(model.Card, evaluated, needsGallery ? gallery : null);
        IReadOnlyList<string> classes = model.Card.Classes;
        long started = Stopwatch.GetTimestamp();
        EmbeddingMatrix embeddings = model.Embed(evaluated, null, precision, progress, cancellation);
        EmbeddingMatrix? galleryEmbeddings = null;
        if (needsGallery)
        {
            IProgress<int>? rest = progress is null ? null : new OffsetProgress(progress, evaluated.Count);
            galleryEmbeddings = gallery!.Digest == evaluated.Digest // a split in itself: each image left out of its own neighbours
                ? embeddings
                : model.Embed(gallery, null, precision, rest, cancellation);
        }

        double embedding = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var summary = new DatasetSummary(evaluated.Format, evaluated.Split, evaluated.Count, evaluated.LabelRule);
        var input = new EvaluationInput(summary, classes, embeddings, ClassAlignment.Labels(evaluated, classes))
        {
            Gallery = galleryEmbeddings,
            GalleryLabels = galleryEmbeddings is null ? null : ClassAlignment.Labels(gallery!, classes),
            Gaussians = model.Gaussians,
            Densities = model.Densities,
            Posterior = model.ClassifierPosterior(embeddings),
            Temperature = model.Card.Temperature,
            Votes = ClassAlignment.Votes(evaluated, classes),
        };
        (EvaluationReport report, EvaluationDetails details) = new EvaluationProtocol(options).Run(input);
        var seconds = new Dictionary<string, double> { ["embedding"] = embedding };
        foreach ((string stage, double value) in report.Seconds)
        {
            seconds[stage] = stage == "total" ? value + embedding : value;
        }

        return new ModelEvaluation(report with { Seconds = seconds }, details, embeddings);
    }

    /// <summary>
    /// Refuses data sets that have images of a class the model does not know, and a gallery in which a class of the evaluated images does
    /// not exist, or of which no image has a label. The model and the gallery may have classes that the evaluated images lack.
    /// </summary>
    /// <param name="card">The model's.</param>
    /// <param name="evaluated">The split evaluated.</param>
    /// <param name="gallery">Where neighbours are taken from; null when none are.</param>
    /// <exception cref="ArgumentException">
    /// A class is missing; the message names it and lists those there are. Or no image of the gallery is labelled.
    /// </exception>
    public static void RequireClasses(ModelCard card, ImageDataset evaluated, ImageDataset? gallery)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(evaluated);
        Require(evaluated, card.Classes, "among the model's");
        if (gallery is not null)
        {
            if (gallery.CountByClass().Sum() == 0)
            {
                throw new ArgumentException(
                    $"The gallery must have labelled images, of which the neighbours are taken. Got {gallery.Format} {gallery.Split}, "
                    + "which has none.");
            }

            Require(gallery, card.Classes, "among the model's");
            Require(evaluated, gallery.ClassNames, "among the gallery's");
        }
    }

    private static void Require(ImageDataset dataset, IReadOnlyList<string> classes, string place)
    {
        if (ClassAlignment.Missing(dataset, classes) is { Count: > 0 } missing)
        {
            throw new ArgumentException(
                $"The classes of {dataset.Format} {dataset.Split} must be {place}: {string.Join(", ", classes)}. "
                + $"Got {string.Join(", ", missing)}.");
        }
    }

    private sealed class OffsetProgress(IProgress<int> inner, int offset) : IProgress<int>
    {
        public void Report(int value) => inner.Report(value + offset);
    }
}
