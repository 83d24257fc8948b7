using Countenance.Album.Storage;
using Countenance.Classification;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Torch;

namespace Countenance.Album.Indexing;

/// <summary>
/// A model as the album uses it: crops to embeddings with posterior (training priors, the loss's σ), class, and typicality under the
/// class's own Gaussian. Serves one thread at a time.
/// </summary>
public sealed class FaceEmbedder : IDisposable
{
    private const int Area = IndexedFace.CropSize * IndexedFace.CropSize;

    private readonly EmbeddingModel model;
    private readonly ClassGaussians gaussians;
    private readonly ComputePrecision precision;

    private FaceEmbedder(EmbeddingModel model, ClassGaussians gaussians, string digest, string name, ComputePrecision precision)
    {
        this.model = model;
        this.gaussians = gaussians;
        this.precision = precision;
        Digest = digest;
        Name = name;
    }

    /// <summary>SHA-256 of the model file, 64 lower-case hexadecimal digits.</summary>
    public string Digest { get; }

    /// <summary>The model file.</summary>
    public string Name { get; }

    /// <summary>What the model is.</summary>
    public ModelCard Card => model.Card;

    /// <summary>Loads a model file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="precision">Precision of the convolutions.</param>
    /// <param name="device">Where it is to compute; the processor when null.</param>
    /// <exception cref="ModelException">The file is missing, damaged, or no model.</exception>
    /// <exception cref="TorchException">The device is not available.</exception>
    /// <exception cref="AlbumException">The model has no Gaussians of its classes: a classifier, or one whose training had not ended.</exception>
    public static FaceEmbedder Load(string path, ComputePrecision precision = ComputePrecision.Full, Device? device = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _ = ModelFile.ReadCard(path); // what is no model need not be read whole
        string digest = ModelFile.Digest(path);
        EmbeddingModel model = ModelFile.Load(path, device);
        if (model.Gaussians is not { } gaussians || model.Card.Head != ModelHead.Embedding)
        {
            model.Dispose();
            throw new AlbumException(path, "the model has no class Gaussians of an embedding (unfinished training, or a classifier)");
        }

        try
        {
            model.Require(precision);
        }
        catch (CountenanceException error)
        {
            model.Dispose();
            throw new AlbumException(path, error.Message, error);
        }

        return new FaceEmbedder(model, gaussians, digest, path, precision);
    }

    /// <summary>Embeds crops.</summary>
    /// <param name="crops">uint8 [48, 48] grey each.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>One per crop, in their order.</returns>
    public IReadOnlyList<FaceEmbedding> Embed(IReadOnlyList<byte[]> crops, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(crops);
        if (crops.Count == 0)
        {
            return [];
        }

        using ImageDataset images = Images(crops);
        return Embed(images, null, cancellation);
    }

    /// <summary>Embeds images of a data set, each of them a face, from their own pixels.</summary>
    /// <param name="images">Images with the model's number of channels, of any size.</param>
    /// <param name="rows">Which images, at least one; null for all.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>One per image, in the order of the rows.</returns>
    /// <exception cref="ArgumentException">The images have another number of channels.</exception>
    public IReadOnlyList<FaceEmbedding> Embed(ImageDataset images, IReadOnlyList<int>? rows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        EmbeddingMatrix embeddings = model.Embed(images, rows, precision, null, cancellation);
        PosteriorMatrix posterior = model.Posterior(embeddings)!;
        int[] classes = posterior.MostProbable();
        double[] typicality = gaussians.Typicality(embeddings, classes, CovarianceChoice.Full);
        double[] likelihoods = gaussians.LogDensities(embeddings, CovarianceChoice.Full); // [N, K]
        return
        [
            .. classes.Select((expression, i) => new FaceEmbedding(
                embeddings[i].ToArray(),
                posterior[i].ToArray(),
                expression,
                typicality[i],
                Math.Max(double.MinValue, likelihoods[(i * gaussians.ClassCount) + expression]))),
        ];
    }

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();

    private ImageDataset Images(IReadOnlyList<byte[]> crops)
    {
        int channels = Card.Channels;
        var pixels = new byte[crops.Count * channels * Area]; // [N, C, 48, 48]
        for (int i = 0; i < crops.Count * channels; i++)
        {
            crops[i / channels].CopyTo(pixels.AsSpan(i * Area, Area));
        }

        var identity = new DatasetIdentity("album", "all", DatasetRequest.Majority, Card.Classes);
        var labels = new DatasetLabels(
            [.. Enumerable.Range(0, crops.Count).Select(i => $"{i}")], [.. Enumerable.Repeat(-1, crops.Count)]);
        return ImageDataset.FromPixels(identity, labels, pixels, channels, IndexedFace.CropSize, IndexedFace.CropSize);
    }
}
