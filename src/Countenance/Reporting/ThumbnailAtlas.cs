using Countenance.Vision;

namespace Countenance.Reporting;

/// <summary>
/// Small pictures of many images on a few JPEG sheets, for a page that shows one at a time. Their size follows from their number, so that
/// a page stays one that can be opened at once: 28 million pixels in all, some 8 MB in the page.
/// </summary>
public sealed class ThumbnailAtlas
{
    private const int SheetSide = 1024;
    private const double MostPixels = 28e6;
    private const int LargestTile = 48;
    private const int SmallestTile = 24;
    private const int Block = 8; // of JPEG: a picture does not run into the next
    private const int Quality = 65;

    private ThumbnailAtlas(int count, int tile, int every, IReadOnlyList<byte[]> sheets)
    {
        Count = count;
        Tile = tile;
        Every = every;
        Sheets = sheets;
    }

    /// <summary>N, the number of images.</summary>
    public int Count { get; }

    /// <summary>Side of a picture in pixels, 24–48, a multiple of 8.</summary>
    public int Tile { get; }

    /// <summary>Only the images number 0, Every, 2·Every … have a picture; 1 up to some 48,000 images.</summary>
    public int Every { get; }

    /// <summary>Pictures side by side on a sheet.</summary>
    internal int Columns => SheetSide / Tile;

    /// <summary>The sheets, JPEG: pictures row by row, as many rows as columns on all but the last.</summary>
    internal IReadOnlyList<byte[]> Sheets { get; }

    /// <summary>Makes the sheets.</summary>
    /// <param name="count">N, the number of images.</param>
    /// <param name="picture">An image by its number, grey or RGB, of any size; its sides are made equal to a tile's, kept in proportion.</param>
    /// <param name="cancellation">Stops between two images.</param>
    public static ThumbnailAtlas Create(int count, Func<int, Image> picture, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(picture);
        int tile = Math.Clamp((int)Math.Sqrt(MostPixels / Math.Max(1, count)) / Block * Block, SmallestTile, LargestTile);
        int every = Math.Max(1, (int)Math.Ceiling(count * (double)tile * tile / MostPixels));
        int columns = SheetSide / tile;
        int shown = (count + every - 1) / every;
        var sheets = new List<byte[]>();
        for (int first = 0; first < shown; first += columns * columns)
        {
            int onSheet = Math.Min(columns * columns, shown - first);
            sheets.Add(Sheet(onSheet, tile, columns, i => picture((first + i) * every), cancellation));
        }

        return new ThumbnailAtlas(count, tile, every, sheets);
    }

    private static byte[] Sheet(int count, int tile, int columns, Func<int, Image> picture, CancellationToken cancellation)
    {
        Image first = picture(0);
        int channels = first.Channels;
        int width = columns * tile;
        var pixels = new byte[width * ((count + columns - 1) / columns) * tile * channels];
        for (int i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Image small = Fit(i == 0 ? first : picture(i), tile);
            int left = ((i % columns) * tile) + ((tile - small.Width) / 2);
            int top = ((i / columns) * tile) + ((tile - small.Height) / 2);
            for (int row = 0; row < small.Height; row++)
            {
                Span<byte> target = pixels.AsSpan((((top + row) * width) + left) * channels, small.Width * channels);
                CopyRow(small, row, target, channels);
            }
        }

        return ImageCodec.Encode(new Image(width, pixels.Length / channels / width, channels, pixels), ImageFormat.Jpeg, Quality);
    }

    private static Image Fit(Image image, int tile)
    {
        double ratio = (double)tile / Math.Max(image.Width, image.Height);
        int width = Math.Max(1, (int)Math.Round(image.Width * ratio));
        int height = Math.Max(1, (int)Math.Round(image.Height * ratio));
        return width == image.Width && height == image.Height ? image : ImageTransform.Resize(image, width, height);
    }

    private static void CopyRow(Image image, int row, Span<byte> target, int channels)
    {
        ReadOnlySpan<byte> source = image.Pixels.AsSpan(row * image.Width * image.Channels, image.Width * image.Channels);
        if (image.Channels == channels)
        {
            source.CopyTo(target);
            return;
        }

        for (int x = 0; x < image.Width; x++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                target[(x * channels) + channel] = source[(x * image.Channels) + Math.Min(channel, image.Channels - 1)];
            }
        }
    }
}
