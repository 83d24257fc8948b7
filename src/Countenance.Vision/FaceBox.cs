namespace Countenance.Vision;

/// <summary>
/// An upright rectangle around a face, relative to the oriented image and inside it, so that it stays true for the image at any size.
/// </summary>
/// <param name="X">Left edge, 0–1 of the width.</param>
/// <param name="Y">Top edge, 0–1 of the height.</param>
/// <param name="Width">0–1 of the width.</param>
/// <param name="Height">0–1 of the height.</param>
public readonly record struct FaceBox(float X, float Y, float Width, float Height);
