using Countenance.Album.Storage;
using Countenance.Vision;

namespace Countenance.Album.Indexing;

/// <summary>What is kept of a face besides its place: a thumbnail to show, and how sharp it is.</summary>
internal static class FaceCrop
{
    private const int ThumbnailSide = 96;
    private const int Quality = 80;
    private const double Margin = 0.25; // of the face's size on every side

    /// <summary>The face with some of its surroundings, as JPEG, its longer side at most 96 pixels.</summary>
    public static byte[] Thumbnail(Image photo, FaceRegion region)
    {
        int left = Pixel((region.Left - (Margin * region.Width)) * photo.Width, photo.Width - 1);
        int top = Pixel((region.Top - (Margin * region.Height)) * photo.Height, photo.Height - 1);
        int right = Pixel((region.Left + ((1 + Margin) * region.Width)) * photo.Width, photo.Width);
        int bottom = Pixel((region.Top + ((1 + Margin) * region.Height)) * photo.Height, photo.Height);
        Image cut = photo.Crop(left, top, Math.Max(1, right - left), Math.Max(1, bottom - top));
        double ratio = Math.Min(1, (double)ThumbnailSide / Math.Max(cut.Width, cut.Height));
        Image small = ImageTransform.Resize(
            cut, Math.Max(1, (int)Math.Round(cut.Width * ratio)), Math.Max(1, (int)Math.Round(cut.Height * ratio)));
        return ImageCodec.Encode(small, ImageFormat.Jpeg, Quality);
    }

    /// <summary>Variance of the Laplacian (4 neighbours) of a grey crop, in squared grey levels.</summary>
    public static double Sharpness(Image crop)
    {
        (double sum, double squares, int count) = (0, 0, 0);
        ReadOnlySpan<byte> pixels = crop.Pixels;
        for (int y = 1; y < crop.Height - 1; y++)
        {
            for (int x = 1; x < crop.Width - 1; x++)
            {
                int i = (y * crop.Width) + x;
                double value = pixels[i - 1] + pixels[i + 1] + pixels[i - crop.Width] + pixels[i + crop.Width] - (4 * pixels[i]);
                sum += value;
                squares += value * value;
                count++;
            }
        }

        return count == 0 ? 0 : (squares / count) - (sum / count * (sum / count));
    }

    private static int Pixel(double place, int most) => (int)Math.Clamp(Math.Round(place), 0, most);
}
