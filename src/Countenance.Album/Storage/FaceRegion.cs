namespace Countenance.Album.Storage;

/// <summary>Where a face is in its photo, in shares of the upright photo's width and height; it may reach beyond the edges.</summary>
/// <param name="Left">Left edge, 0 at the photo's left.</param>
/// <param name="Top">Top edge, 0 at the photo's top.</param>
/// <param name="Width">Width, positive.</param>
/// <param name="Height">Height, positive.</param>
public readonly record struct FaceRegion(float Left, float Top, float Width, float Height)
{
    /// <summary>Intersection over union with another region, 0–1.</summary>
    public double Overlap(FaceRegion other)
    {
        double width = Math.Min(Left + Width, other.Left + other.Width) - Math.Max(Left, other.Left);
        double height = Math.Min(Top + Height, other.Top + other.Height) - Math.Max(Top, other.Top);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        double shared = width * height;
        return shared / (((double)Width * Height) + ((double)other.Width * other.Height) - shared);
    }
}
