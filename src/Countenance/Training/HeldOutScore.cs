using Countenance.Classification;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Torch;

namespace Countenance.Training;

/// <summary>How well a model does on the images held out from training, with a sample of the training images as gallery.</summary>
/// <param name="KnnAccuracy">Share put right by the 11 nearest of the gallery.</param>
/// <param name="PosteriorAccuracy">
/// Share put right by the class Gaussians with the training split's priors, or by a classifier's own posterior.
/// </param>
/// <param name="Gaussians">The class Gaussians, estimated over the gallery.</param>
public sealed record HeldOutScore(double KnnAccuracy, double PosteriorAccuracy, ClassGaussians Gaussians)
{
    /// <summary>Number of training images in the gallery, at most.</summary>
    public const int GallerySize = 4096;

    /// <summary>Scores a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataset">The training split.</param>
    /// <param name="split">Which of it is held out.</param>
    /// <param name="options">Choices of the run.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="TrainingException">The model's embeddings are not finite.</exception>
    public static HeldOutScore Measure(
        EmbeddingModel model, ImageDataset dataset, HoldOutSplit split, TrainingOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(options);
        int[] gallery = Gallery(split.Training);
        EmbeddingMatrix galleryEmbeddings = model.Embed(dataset, gallery, options.Precision, null, cancellation);
        EmbeddingMatrix heldOut = model.Embed(dataset, split.HeldOut, options.Precision, null, cancellation);
        if (!Array.TrueForAll(galleryEmbeddings.Values, float.IsFinite) || !Array.TrueForAll(heldOut.Values, float.IsFinite))
        {
            throw new TrainingException(
                "the embeddings are no longer finite at the end of the epoch; the last good checkpoint is kept. " +
                "A lower learning rate usually helps.");
        }

        int[] galleryLabels = Array.ConvertAll(gallery, index => dataset.Labels[index]);
        int[] labels = Array.ConvertAll(split.HeldOut, index => dataset.Labels[index]);

        int[] neighbours = KnnClassifier
            .Fit(galleryEmbeddings, galleryLabels, dataset.ClassNames.Count, threads: TorchRuntime.ThreadCount)
            .Predict(heldOut);
        ClassGaussians gaussians = ClassGaussians.Estimate(galleryEmbeddings, galleryLabels, dataset.ClassNames, options.Gaussian.Sigma);
        PosteriorMatrix posterior = model.ClassifierPosterior(heldOut)
            ?? gaussians.Posterior(heldOut, PriorChoice.Training, CovarianceChoice.Isotropic);
        int[] probable = posterior.MostProbable();
        return new HeldOutScore(Share(neighbours, labels), Share(probable, labels), gaussians);
    }

    // Every n-th training image: in the natural proportions, and the same ones every epoch.
    private static int[] Gallery(int[] training)
    {
        int stride = Math.Max(1, (training.Length + GallerySize - 1) / GallerySize);
        return [.. training.Where((_, i) => i % stride == 0)];
    }

    private static double Share(int[] predicted, int[] labels)
        => labels.Length == 0 ? 0 : predicted.Zip(labels).Count(pair => pair.First == pair.Second) / (double)labels.Length;
}
