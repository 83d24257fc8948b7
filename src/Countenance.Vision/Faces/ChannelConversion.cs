namespace Countenance.Vision.Faces;

/// <summary>Grey from RGB and back.</summary>
internal static class ChannelConversion
{
    /// <summary>0.299 R + 0.587 G + 0.114 B, rounded; a grey image is returned as it is.</summary>
    public static Image ToGray(Image image)
    {
        if (image.Channels == 1)
        {
            return image;
        }

        byte[] gray = new byte[image.Width * image.Height];
        ReadOnlySpan<byte> rgb = image.Pixels;
        for (int i = 0; i < gray.Length; i++)
        {
            ReadOnlySpan<byte> pixel = rgb.Slice(3 * i, 3);
            gray[i] = (byte)(((299 * pixel[0]) + (587 * pixel[1]) + (114 * pixel[2]) + 500) / 1000);
        }

        return new Image(image.Width, image.Height, 1, gray);
    }

    /// <summary>Three equal channels; an RGB image is returned as it is.</summary>
    public static Image ToRgb(Image image)
    {
        if (image.Channels == 3)
        {
            return image;
        }

        byte[] rgb = new byte[3 * image.Pixels.Length];
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            rgb.AsSpan(3 * i, 3).Fill(image.Pixels[i]);
        }

        return new Image(image.Width, image.Height, 3, rgb);
    }
}
