using Countenance.Vision.Faces;

namespace Countenance.Vision;

/// <summary>
/// Cuts a face out of a photo as a model expects it: grey, square, upright, the eyes and the mouth where they are in the images it was
/// trained on. Thread-safe.
/// </summary>
/// <remarks>
/// The crop is the image of the photo under the similarity (shift, turn, scale) that brings both eyes and the mouth nearest to their
/// places, in least squares. All three count because the distance between the eyes says nothing about the size of a face seen from the
/// side. A large face is averaged over areas, not sampled, so nothing aliases. Beyond the photo's edge its last pixels go on.
/// </remarks>
public sealed class FaceAligner
{
    private const int SmallestCrop = 8;
    private const int LargestCrop = 1024;

    private readonly FaceFraming framing;

    /// <summary>Creates an aligner.</summary>
    /// <param name="framing">Where eyes and mouth come to lie; <see cref="FaceFraming.FerPlus"/> when null.</param>
    public FaceAligner(FaceFraming? framing = null) => this.framing = framing ?? FaceFraming.FerPlus;

    /// <summary>Cuts a face out.</summary>
    /// <param name="photo">Grey or RGB; the photo that the face was found in, at any size. It is only read.</param>
    /// <param name="face">The face, relative to the photo.</param>
    /// <param name="size">The side of the crop in pixels, 8 to 1,024; FER+ has 48.</param>
    /// <returns>A new grey image of size x size, owned by the caller.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of its range.</exception>
    /// <exception cref="ArgumentException">The eyes and the mouth are in one place, not finite, or far outside the photo.</exception>
    public Image Align(Image photo, DetectedFace face, int size = 48)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(face);
        if (size is < SmallestCrop or > LargestCrop)
        {
            throw new ArgumentOutOfRangeException(nameof(size), $"The size must be from {SmallestCrop} to {LargestCrop}. Got {size}.");
        }

        foreach (ImagePoint point in (ReadOnlySpan<ImagePoint>)[face.RightEye, face.LeftEye, face.Mouth])
        {
            // Not written the other way round: NaN must fail, too.
            if (!(Math.Abs(point.X - 0.5f) <= 1.5f && Math.Abs(point.Y - 0.5f) <= 1.5f))
            {
                throw new ArgumentException($"The face's points must be in or near the photo. Got {point}.", nameof(face));
            }
        }

        Similarity? toCrop = Similarity.Fit(
            [InPixels(face.RightEye, photo), InPixels(face.LeftEye, photo), InPixels(face.Mouth, photo)],
            [InCrop(framing.RightEye, size), InCrop(framing.LeftEye, size), InCrop(framing.Mouth, size)]);
        return toCrop is { } map && size / map.Scale >= 1
            ? FaceCrop.Cut(photo, map, size, BorderMode.Replicate).ToGray()
            : throw new ArgumentException("The face's eyes and mouth must not be in one place.", nameof(face));
    }

    private static ImagePoint InPixels(ImagePoint relative, Image photo) => new(relative.X * photo.Width, relative.Y * photo.Height);

    private static ImagePoint InCrop(ImagePoint relative, int size) => new(relative.X * size, relative.Y * size);
}
