namespace Countenance.Vision;

/// <summary>Where the eyes and the mouth of a face are in the square crops that a model was trained on.</summary>
/// <param name="RightEye">The person's right eye, relative to the crop, 0–1.</param>
/// <param name="LeftEye">The person's left eye, relative to the crop, 0–1.</param>
/// <param name="Mouth">The middle of the mouth, relative to the crop, 0–1.</param>
public sealed record FaceFraming(ImagePoint RightEye, ImagePoint LeftEye, ImagePoint Mouth)
{
    /// <summary>
    /// That of FER+: the medians of what the detector's networks see in 1,391 of its training images, made symmetric. How it was measured
    /// is in docs/faces.md.
    /// </summary>
    public static FaceFraming FerPlus { get; } = new(new(0.319f, 0.398f), new(0.681f, 0.398f), new(0.5f, 0.781f));
}
