namespace Countenance.Vision;

/// <summary>How a pixel between pixels gets its value.</summary>
public enum Interpolation
{
    /// <summary>
    /// Resizing: <see cref="Area"/> when neither side grows, otherwise <see cref="Linear"/>. Warping: <see cref="Linear"/>.
    /// </summary>
    Auto,

    /// <summary>The nearest source pixel.</summary>
    Nearest,

    /// <summary>Bilinear: the 2 x 2 nearest source pixels.</summary>
    Linear,

    /// <summary>Bicubic: the 4 x 4 nearest source pixels, a = −0.75; overshoots are clamped to 0–255.</summary>
    Cubic,

    /// <summary>The mean of the source pixels that a destination pixel covers; for shrinking without aliasing. Resizing only.</summary>
    Area,
}
