using Countenance.Vision;

namespace Countenance.Album.Indexing;

/// <summary>Pictures in grey.</summary>
internal static class Luminance
{
    /// <summary>0.299 R + 0.587 G + 0.114 B; a grey picture itself.</summary>
    public static Image Of(Image picture)
    {
        if (picture.Channels == 1)
        {
            return picture;
        }

        var pixels = new byte[picture.Width * picture.Height];
        for (int i = 0; i < pixels.Length; i++)
        {
            ReadOnlySpan<byte> colour = picture.Pixels.AsSpan(3 * i, 3);
            pixels[i] = (byte)(((4899 * colour[0]) + (9617 * colour[1]) + (1868 * colour[2]) + 8192) >> 14);
        }

        return new Image(picture.Width, picture.Height, 1, pixels);
    }
}
