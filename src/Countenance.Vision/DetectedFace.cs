namespace Countenance.Vision;

/// <summary>
/// A face found in a photo. Points are relative to the oriented image: 0–1, and beyond where the edge cuts a face off.
/// </summary>
/// <param name="Box">From about the brows to the chin, inside the image.</param>
/// <param name="Score">How sure the detector is, 0–1; of <see cref="FaceDetectorKind.Haar"/> it only ranks.</param>
/// <param name="RightEye">The person's right eye: the left one as one looks at an upright face.</param>
/// <param name="LeftEye">The person's left eye.</param>
/// <param name="Nose">The tip of the nose.</param>
/// <param name="Mouth">The middle of the mouth.</param>
public sealed record DetectedFace(
    FaceBox Box, float Score, ImagePoint RightEye, ImagePoint LeftEye, ImagePoint Nose, ImagePoint Mouth);
