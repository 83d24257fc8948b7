using Countenance.Cli.Progress;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Vision;

namespace Countenance.Cli.Options;

/// <summary>Image files named on the command line: cropped faces without labels, embedded as those of a data set are.</summary>
internal sealed class ImageFiles
{
    private readonly Image[] faces;

    private ImageFiles(IReadOnlyList<string> names, Image[] faces)
    {
        Names = names;
        this.faces = faces;
    }

    /// <summary>The paths.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The face of a file (<see cref="DatasetImages.Face"/>).</summary>
    public Image this[int index] => faces[index];

    /// <summary>Reads the files.</summary>
    /// <param name="files">Paths.</param>
    /// <param name="card">The model, whose number of channels they are read with.</param>
    /// <exception cref="ImageException">A file is missing or is no image.</exception>
    public static ImageFiles Load(IReadOnlyList<string> files, ModelCard card)
    {
        ColorMode color = card.Channels == 1 ? ColorMode.Gray : ColorMode.Rgb;
        return new ImageFiles(files, [.. files.Select(file => DatasetImages.Face(ImageCodec.Load(file, color)))]);
    }

    /// <summary>Embeds them, those of one size together: the model brings them to its input size, as it does in a data set.</summary>
    /// <returns>[N, D], in the order of the files.</returns>
    public EmbeddingMatrix Embed(
        EmbeddingModel model, ComputePrecision precision, CancellationToken cancellation, ProgressReporter? progress = null)
    {
        int dimension = model.Card.Outputs;
        var values = new float[faces.Length * dimension];
        int done = 0;
        foreach (IGrouping<(int Width, int Height), int> alike in Enumerable.Range(0, faces.Length).GroupBy(i => (faces[i].Width, faces[i].Height)))
        {
            int[] places = [.. alike];
            using ImageDataset dataset = Together(places, model.Card);
            EmbeddingMatrix rows = model.Embed(
                dataset, null, precision, progress is null ? null : new ProgressAdapter(progress, done), cancellation);
            for (int i = 0; i < places.Length; i++)
            {
                rows[i].CopyTo(values.AsSpan(places[i] * dimension));
            }

            done += places.Length;
        }

        return new EmbeddingMatrix(values, dimension);
    }

    private ImageDataset Together(int[] places, ModelCard card)
    {
        Image first = faces[places[0]];
        int size = card.Channels * first.Height * first.Width;
        var pixels = new byte[places.Length * size];
        for (int i = 0; i < places.Length; i++)
        {
            DatasetImages.CopyPlanes(faces[places[i]], pixels.AsSpan(i * size));
        }

        var identity = new DatasetIdentity("images", "all", DatasetRequest.Majority, card.Classes);
        var labels = new DatasetLabels([.. places.Select(place => Names[place])], Enumerable.Repeat(-1, places.Length).ToArray());
        return ImageDataset.FromPixels(identity, labels, pixels, card.Channels, first.Height, first.Width);
    }
}
