namespace Countenance.Album.Storage;

/// <summary>A face that was found in a photo.</summary>
/// <param name="Region">Where.</param>
/// <param name="Points">x and y of right eye, left eye, nose and mouth in shares of the photo, [8]; empty when not known.</param>
/// <param name="Score">The detector's confidence, 0–1.</param>
/// <param name="Sharpness">Variance of the Laplacian of the crop, in squared grey levels; larger is sharper.</param>
/// <param name="Thumbnail">A JPEG of a few kB: the face with some of its surroundings.</param>
/// <param name="Crop">The aligned face, uint8 [48, 48] grey: what any model embeds.</param>
/// <param name="Embedding">What the model at hand makes of it; null when it is to be embedded later.</param>
public sealed record IndexedFace(
    FaceRegion Region, float[] Points, float Score, double Sharpness, byte[] Thumbnail, byte[] Crop, FaceEmbedding? Embedding)
{
    /// <summary>Side of the crop in pixels.</summary>
    public const int CropSize = 48;
}
