namespace Countenance.Vision;

/// <summary>The colours an image is decoded to.</summary>
public enum ColorMode
{
    /// <summary>
    /// One channel: the codec's luminance for JPEG, 0.299 R + 0.587 G + 0.114 B for other colour images, as stored for grey ones.
    /// </summary>
    Gray,

    /// <summary>Three channels in the order red, green, blue; a grey image gives three equal ones.</summary>
    Rgb,
}
