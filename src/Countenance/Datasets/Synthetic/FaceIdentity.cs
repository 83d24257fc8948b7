namespace Countenance.Datasets.Synthetic;

/// <summary>
/// The build of one face: deviations from the average, in standard deviations (0 is the average; the drawing holds from −2 to 2).
/// </summary>
public sealed record FaceIdentity
{
    /// <summary>Width of the head.</summary>
    public double HeadWidth { get; init; }

    /// <summary>Width of the jaw.</summary>
    public double JawWidth { get; init; }

    /// <summary>Size of the eyes.</summary>
    public double EyeSize { get; init; }

    /// <summary>Distance between the eyes.</summary>
    public double EyeSpacing { get; init; }

    /// <summary>Height of the brows above the eyes.</summary>
    public double BrowHeight { get; init; }

    /// <summary>Thickness of the brows.</summary>
    public double BrowThickness { get; init; }

    /// <summary>Length of the nose.</summary>
    public double NoseLength { get; init; }

    /// <summary>Width of the nose.</summary>
    public double NoseWidth { get; init; }

    /// <summary>Width of the mouth.</summary>
    public double MouthWidth { get; init; }

    /// <summary>Fullness of the lips.</summary>
    public double LipFullness { get; init; }

    /// <summary>Where the iris looks, −1 (left of the picture) to 1 (right).</summary>
    public double Gaze { get; init; }
}
