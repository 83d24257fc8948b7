namespace Countenance.Vision;

/// <summary>The formats that are decoded.</summary>
internal enum EncodedFormat
{
    /// <summary>PNG; of an animated one the default image.</summary>
    Png,

    /// <summary>JPEG.</summary>
    Jpeg,

    /// <summary>TIFF; its first page.</summary>
    Tiff,

    /// <summary>BMP.</summary>
    Bmp,

    /// <summary>WebP, not animated.</summary>
    Webp,
}
