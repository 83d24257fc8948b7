using Countenance.Vision;

namespace Countenance.Datasets.Files;

/// <summary>Where the face is in a picture, in pixels. The default, of no size, says that it is not known.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal readonly record struct PixelBox(int Left, int Top, int Width, int Height)
{
    /// <summary>Whether the place of the face is known.</summary>
    public bool IsKnown => Width > 0 && Height > 0;

    /// <summary>Whether at least half of a known box lies in a picture of that size.</summary>
    public bool IsIn(int width, int height)
    {
        PixelBox part = Clipped(width, height);
        return IsKnown && part.IsKnown && 2L * part.Width * part.Height >= (long)Width * Height;
    }

    /// <summary>
    /// What is taken of a picture of that size: the part of the box in it, or the picture's middle square where the place of the face
    /// is not known or less than half of the box is in the picture.
    /// </summary>
    public PixelBox Within(int width, int height)
    {
        int side = Math.Min(width, height);
        return IsIn(width, height) ? Clipped(width, height) : new PixelBox((width - side) / 2, (height - side) / 2, side, side);
    }

    /// <summary>The picture's part <see cref="Within"/>, a copy unless that is all of it.</summary>
    public Image Cut(Image image)
    {
        PixelBox part = Within(image.Width, image.Height);
        return part == new PixelBox(0, 0, image.Width, image.Height) ? image : image.Crop(part.Left, part.Top, part.Width, part.Height);
    }

    private PixelBox Clipped(int width, int height)
    {
        int left = Math.Clamp(Left, 0, width);
        int top = Math.Clamp(Top, 0, height);
        int right = (int)Math.Clamp((long)Left + Width, 0, width);
        int bottom = (int)Math.Clamp((long)Top + Height, 0, height);
        return new PixelBox(left, top, right - left, bottom - top);
    }
}
