using Countenance.Datasets;
using Countenance.Models;
using Countenance.Vision;

namespace Countenance.Cli.Options;

/// <summary>Image files named on the command line as a data set that a model takes: cropped faces without labels.</summary>
internal static class ImageFiles
{
    /// <summary>Reads the files and brings their faces (<see cref="DatasetImages.Face"/>) to the model's input size.</summary>
    /// <param name="files">Paths; they become the names.</param>
    /// <param name="card">The model.</param>
    /// <returns>The images in the order of the files, owned by the caller.</returns>
    /// <exception cref="ImageException">A file is missing or is no image.</exception>
    public static ImageDataset Open(IReadOnlyList<string> files, ModelCard card)
    {
        int size = card.ImageSize;
        var pixels = new byte[files.Count * card.Channels * size * size];
        for (int i = 0; i < files.Count; i++)
        {
            Image image = ImageCodec.Load(files[i], card.Channels == 1 ? ColorMode.Gray : ColorMode.Rgb);
            Image face = ImageTransform.Resize(DatasetImages.Face(image), size, size);
            DatasetImages.CopyPlanes(face, pixels.AsSpan(i * card.Channels * size * size));
        }

        var identity = new DatasetIdentity("images", "all", DatasetRequest.Majority, card.Classes);
        var labels = new DatasetLabels(files, Enumerable.Repeat(-1, files.Count).ToArray());
        return ImageDataset.FromPixels(identity, labels, pixels, card.Channels, size, size);
    }
}
