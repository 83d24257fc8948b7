namespace Countenance.Vision;

/// <summary>
/// A place in an image: X to the right, Y down, (0, 0) the top left corner of the top left pixel, whose centre is half a pixel further.
/// </summary>
/// <param name="X">Pixels from the left edge; or, where it says relative, shares of the width.</param>
/// <param name="Y">Pixels from the top edge; or, where it says relative, shares of the height.</param>
public readonly record struct ImagePoint(float X, float Y);
