namespace Countenance.Vision;

/// <summary>The formats an image can be encoded to.</summary>
public enum ImageFormat
{
    /// <summary>PNG, lossless: decoding gives back the same pixels.</summary>
    Png,

    /// <summary>JPEG, lossy, with colour at half resolution.</summary>
    Jpeg,
}
