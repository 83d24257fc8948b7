namespace Countenance.Vision;

/// <summary>Why an image could not be had.</summary>
public enum ImageError
{
    /// <summary>
    /// The bytes are none of PNG, JPEG, TIFF, BMP and WebP, or a variant of these that is not read (BigTIFF, animated WebP).
    /// </summary>
    NotAnImage,

    /// <summary>An image by its first bytes, but damaged, cut short, or coded in a way that the decoder does not support.</summary>
    Corrupt,

    /// <summary>
    /// More pixels, a longer side or more bytes than <see cref="DecodeLimits"/> allow; or a JPEG of more than 100 scans.
    /// </summary>
    TooLarge,

    /// <summary>More pixels than the memory holds that is free just now: another time it may be had.</summary>
    OutOfMemory,

    /// <summary>The file does not exist or could not be read.</summary>
    Unreadable,
}
