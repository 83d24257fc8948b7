using Countenance.Datasets;
using Countenance.Models;
using Countenance.Vision;

namespace Countenance.Cli.Options;

/// <summary>Image files named on the command line: cropped faces.</summary>
internal static class ImageFiles
{
    /// <summary>Reads the face of each file (<see cref="DatasetImages.Face"/>).</summary>
    /// <param name="files">Paths.</param>
    /// <param name="card">The model, whose number of channels they get.</param>
    /// <exception cref="ImageException">A file is missing or is no image.</exception>
    public static Image[] Load(IEnumerable<string> files, ModelCard card)
    {
        ColorMode color = card.Channels == 1 ? ColorMode.Gray : ColorMode.Rgb;
        return [.. files.Select(file => DatasetImages.Face(ImageCodec.Load(file, color)))];
    }
}
