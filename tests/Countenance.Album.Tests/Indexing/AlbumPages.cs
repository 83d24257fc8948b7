using Countenance.Datasets;
using Countenance.Datasets.Synthetic;
using Countenance.Vision;

namespace Countenance.Album.Tests.Indexing;

/// <summary>Photos made up: drawn faces pasted into the cells of grey pages.</summary>
internal sealed class AlbumPages : IDisposable
{
    /// <summary>Side of a cell; the face in it is <see cref="FaceSide"/> wide and in its middle.</summary>
    public const int Cell = 128;
    public const int FaceSide = 96;
    public const byte Paper = 127;

    private readonly ImageDataset faces = SyntheticFaces.Create(
        new SyntheticFacesOptions { Count = 64, Size = FaceSide, Colour = true, Split = "test" });

    /// <summary>A page with some of the drawn faces, by number, row by row; −1 leaves a cell empty.</summary>
    public Image Draw(int columns, int rows, params int[] numbers)
    {
        (int width, int height) = (columns * Cell, rows * Cell);
        var pixels = new byte[width * height * 3];
        pixels.AsSpan().Fill(Paper);
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] >= 0)
            {
                Image face = DatasetImages.ToImage(faces, numbers[i] % faces.Count);
                Paste(face, pixels, width, (i % columns * Cell) + 16, (i / columns * Cell) + 16);
            }
        }

        return new Image(width, height, 3, pixels);
    }

    /// <summary>Writes a page as PNG or JPEG by the ending of its name, with the time it was taken where one is given.</summary>
    public void Write(string path, DateTime? taken, int columns, int rows, params int[] numbers)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        bool isPng = path.EndsWith(".png", StringComparison.Ordinal);
        byte[] encoded = ImageCodec.Encode(Draw(columns, rows, numbers), isPng ? ImageFormat.Png : ImageFormat.Jpeg);
        File.WriteAllBytes(path, taken is { } time ? ExifJpeg.WithTime(encoded, time) : encoded);
    }

    public void Dispose() => faces.Dispose();

    private static void Paste(Image face, byte[] page, int width, int left, int top)
    {
        for (int row = 0; row < face.Height; row++)
        {
            face.Pixels.AsSpan(row * face.Width * 3, face.Width * 3).CopyTo(page.AsSpan((((top + row) * width) + left) * 3));
        }
    }
}
