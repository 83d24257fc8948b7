using Countenance.Datasets.Caching;
using Countenance.Datasets.Files;
using Countenance.Vision;

namespace Countenance.Datasets;

/// <summary>Images of a data set as pictures.</summary>
public static class DatasetImages
{
    /// <summary>One image, its planes woven together as pictures have them; a copy.</summary>
    public static Image ToImage(ImageDataset dataset, int index)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ReadOnlySpan<byte> planes = dataset.Pixels(index); // [C, H, W]
        int channels = dataset.Channels;
        int area = dataset.Height * dataset.Width;
        var pixels = new byte[planes.Length]; // [H, W, C]
        for (int channel = 0; channel < channels; channel++)
        {
            for (int i = 0; i < area; i++)
            {
                pixels[(i * channels) + channel] = planes[(channel * area) + i];
            }
        }

        return new Image(dataset.Width, dataset.Height, channels, pixels);
    }

    /// <summary>
    /// What is taken of a single picture of a face that was cut out already: a small one as it is; of one with a side of more than 112
    /// pixels the middle square, at 112 pixels. A folder of pictures does so with all of them if its first has such a side.
    /// </summary>
    public static Image Face(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        const int side = FaceFilesFormat.DefaultSize;
        return Math.Max(image.Width, image.Height) > side ? ImageTransform.Resize(default(PixelBox).Cut(image), side, side) : image;
    }

    /// <summary>Writes a picture as planes, [C, H, W].</summary>
    /// <param name="image">The picture.</param>
    /// <param name="planes">At least C·H·W bytes.</param>
    public static void CopyPlanes(Image image, Span<byte> planes)
    {
        ArgumentNullException.ThrowIfNull(image);
        Planes.FromInterleaved(image.Pixels, image.Channels, planes);
    }
}
