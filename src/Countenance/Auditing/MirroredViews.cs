using Countenance.Datasets;
using Countenance.Models;

namespace Countenance.Auditing;

/// <summary>
/// Embeddings of images as the mean of two views, the image and its mirror image: training mirrors at random, so both are as good, and
/// the mean is surer than either. On FER+ it ranks wrong labels noticeably better for twice the time of embedding.
/// </summary>
public static class MirroredViews
{
    /// <summary>Embeds all images of a data set.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataset">Images with the model's number of channels.</param>
    /// <param name="precision">Precision of the convolutions.</param>
    /// <param name="progress">Told the number of images done, a view counting half.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>One row an image, [N, D].</returns>
    /// <exception cref="ArgumentException">The images have another number of channels.</exception>
    public static EmbeddingMatrix Embed(
        EmbeddingModel model,
        ImageDataset dataset,
        ComputePrecision precision = ComputePrecision.Full,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
        => Embed(model, dataset, chunk: 4096, precision, progress, cancellation);

    // Mirrored chunk by chunk: a second copy of all pixels might not fit into memory.
    internal static EmbeddingMatrix Embed(
        EmbeddingModel model,
        ImageDataset dataset,
        int chunk,
        ComputePrecision precision,
        IProgress<int>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        EmbeddingMatrix embeddings = model.Embed(dataset, null, precision, HalfOf(progress, 0), cancellation);
        for (int start = 0; start < dataset.Count; start += chunk)
        {
            int count = Math.Min(chunk, dataset.Count - start);
            using ImageDataset mirrored = Mirrored(dataset, start, count);
            EmbeddingMatrix other = model.Embed(mirrored, null, precision, HalfOf(progress, dataset.Count + start), cancellation);
            Span<float> rows = embeddings.Values.AsSpan(start * embeddings.Dimension, other.Values.Length);
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = (rows[i] + other.Values[i]) / 2;
            }
        }

        return embeddings;
    }

    private static ImageDataset Mirrored(ImageDataset dataset, int start, int count)
    {
        int imageBytes = dataset.Channels * dataset.Height * dataset.Width;
        var pixels = new byte[count * imageBytes]; // [count, C, H, W]
        for (int i = 0; i < count; i++)
        {
            dataset.Pixels(start + i).CopyTo(pixels.AsSpan(i * imageBytes));
        }

        for (int row = 0; row < pixels.Length; row += dataset.Width)
        {
            pixels.AsSpan(row, dataset.Width).Reverse();
        }

        var identity = new DatasetIdentity(dataset.Format, dataset.Split, dataset.LabelRule, dataset.ClassNames);
        var labels = new DatasetLabels([.. dataset.Names.Skip(start).Take(count)], dataset.Labels[start..(start + count)]);
        return ImageDataset.FromPixels(identity, labels, pixels, dataset.Channels, dataset.Height, dataset.Width);
    }

    private static HalfProgress? HalfOf(IProgress<int>? progress, int before)
        => progress is null ? null : new HalfProgress(progress, before);

    private sealed class HalfProgress(IProgress<int> whole, int before) : IProgress<int>
    {
        public void Report(int value) => whole.Report((before + value) / 2);
    }
}
