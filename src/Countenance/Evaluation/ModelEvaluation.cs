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
    /// <param name="evaluated">The split evaluated; its classes must be the model's.</param>
    /// <param name="gallery">The training split, on which kNN is fitted; null: no kNN.</param>
    /// <param name="options">The protocol.</param>
    /// <param name="precision">Precision of the embedding.</param>
    /// <param name="progress">Told the number of images embedded so far, over both splits.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="ArgumentException">The model's classes are not the data set's.</exception>
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
        RequireSameClasses(model.Card, evaluated);
        long started = Stopwatch.GetTimestamp();
        EmbeddingMatrix embeddings = model.Embed(evaluated, null, precision, progress, cancellation);
        EmbeddingMatrix? galleryEmbeddings = null;
        if (gallery is not null && options.Parts.HasFlag(EvaluationParts.Classification))
        {
            RequireSameClasses(model.Card, gallery);
            IProgress<int>? rest = progress is null ? null : new OffsetProgress(progress, evaluated.Count);
            galleryEmbeddings = gallery.Digest == evaluated.Digest // a split in itself: each image left out of its own neighbours
                ? embeddings
                : model.Embed(gallery, null, precision, rest, cancellation);
        }

        double embedding = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var summary = new DatasetSummary(evaluated.Format, evaluated.Split, evaluated.Count, evaluated.LabelRule);
        var input = new EvaluationInput(summary, evaluated.ClassNames, embeddings, evaluated.Labels)
        {
            Gallery = galleryEmbeddings,
            GalleryLabels = galleryEmbeddings is null ? null : gallery!.Labels,
            Gaussians = model.Gaussians,
            Posterior = model.ClassifierPosterior(embeddings),
        };
        (EvaluationReport report, EvaluationDetails details) = new EvaluationProtocol(options).Run(input);
        var seconds = new Dictionary<string, double> { ["embedding"] = embedding };
        foreach ((string stage, double value) in report.Seconds)
        {
            seconds[stage] = stage == "total" ? value + embedding : value;
        }

        return new ModelEvaluation(report with { Seconds = seconds }, details, embeddings);
    }

    /// <summary>Refuses a data set whose classes are not the model's.</summary>
    /// <exception cref="ArgumentException">They are not; both are listed.</exception>
    public static void RequireSameClasses(ModelCard card, ImageDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(dataset);
        if (!card.Classes.SequenceEqual(dataset.ClassNames))
        {
            throw new ArgumentException(
                $"The data set's classes must be the model's: {string.Join(", ", card.Classes)}. " +
                $"Got {string.Join(", ", dataset.ClassNames)}.");
        }
    }

    private sealed class OffsetProgress(IProgress<int> inner, int offset) : IProgress<int>
    {
        public void Report(int value) => inner.Report(value + offset);
    }
}
