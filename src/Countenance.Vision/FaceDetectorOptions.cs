namespace Countenance.Vision;

/// <summary>What a <see cref="FaceDetector"/> looks for.</summary>
public sealed record FaceDetectorOptions
{
    // A crop of 48 pixels is about as wide as the face's box is.
    private const int ModelSide = 48;

    /// <summary>The options by default.</summary>
    public static FaceDetectorOptions Default { get; } = new();

    /// <summary>What finds the faces; <see cref="FaceDetectorKind.BlazeFace"/> by default.</summary>
    public FaceDetectorKind Kind
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), $"The kind must be BlazeFace or Haar. Got {value}.");
    }

    /// <summary>The score threshold: the lowest score of a face that is reported, above 0 and below 1; 0.55 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of its range.</exception>
    public float MinScore
    {
        get;
        init => field = value is > 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), $"MinScore must be above 0 and below 1. Got {value}.");
    }

    = 0.55f;

    /// <summary>
    /// The width of the smallest face that must be found, as a share of the photo's longer side, 0.01 to 1; 0.05 by default. The time a
    /// photo takes grows with the inverse of its square.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of its range.</exception>
    public double SmallestFace
    {
        get;
        init => field = value is >= 0.01 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), $"SmallestFace must be from 0.01 to 1. Got {value}.");
    }

    = 0.05;

    /// <summary>Most faces of one photo, at least 1, the surest kept; 500 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int MostFaces
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), $"MostFaces must be positive. Got {value}.");
    }

    = 500;

    /// <summary>The cascade of <see cref="FaceDetectorKind.Haar"/>: by default where Debian's package opencv-data puts it.</summary>
    public string CascadeFile { get; init; } = "/usr/share/opencv4/haarcascades/haarcascade_frontalface_alt2.xml";

    /// <summary>
    /// As many pixels as the longer side of a photo needs for the smallest face to fill the 48 pixels of a crop: what to give to
    /// <see cref="ImageCodec.LoadReduced"/>.
    /// </summary>
    public int SufficientLongerSide => (int)Math.Ceiling(ModelSide / SmallestFace);
}
