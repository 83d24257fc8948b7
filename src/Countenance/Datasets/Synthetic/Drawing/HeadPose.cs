namespace Countenance.Datasets.Synthetic.Drawing;

/// <summary>
/// From face coordinates to pixels: the features lie on an ellipsoid that is turned in space and seen from far away. An outline at a
/// fixed depth (hair, ears, glasses) is carried along as a flat sheet.
/// </summary>
internal sealed class HeadPose
{
    private const double PivotY = 0.1;
    private const double PivotDepth = 0.25;
    private const double Depth = 0.62;
    private const double RadiusX = 0.9;
    private const double RadiusY = 1.1;

    private readonly double sinYaw;
    private readonly double cosYaw;
    private readonly double sinPitch;
    private readonly double cosPitch;
    private readonly double shiftX;
    private readonly double shiftY;
    private readonly double half;

    public HeadPose(FaceAttributes attributes, FaceCapture capture, int size)
    {
        (sinYaw, cosYaw) = SinCos(attributes.YawDegrees);
        (sinPitch, cosPitch) = SinCos(attributes.PitchDegrees);
        (SinRoll, CosRoll) = SinCos(attributes.RollDegrees);
        PixelsPerUnit = 0.93 * capture.Scale * size / 2;
        shiftX = capture.ShiftX;
        shiftY = capture.ShiftY + 0.015;
        half = size / 2.0;
    }

    /// <summary>Pixels that one unit of face coordinates measures.</summary>
    public double PixelsPerUnit { get; }

    /// <summary>Sine of the tilt in the picture.</summary>
    public double SinRoll { get; }

    /// <summary>Cosine of the tilt in the picture.</summary>
    public double CosRoll { get; }

    /// <summary>Sine of the turn, positive towards the right of the picture.</summary>
    public double Turn => sinYaw;

    /// <summary>Where a point of the face appears.</summary>
    /// <param name="x">Face x.</param>
    /// <param name="y">Face y.</param>
    /// <param name="sheet">Depth of a flat sheet towards the viewer, or NaN for the surface of the face.</param>
    public (double X, double Y) Project(double x, double y, double sheet)
    {
        double yy = y - PivotY;
        double z = (double.IsNaN(sheet) ? Surface(x, yy) : sheet) - PivotDepth;
        double turnedX = (x * cosYaw) + (z * sinYaw);
        double turnedZ = (z * cosYaw) - (x * sinYaw);
        double turnedY = (yy * cosPitch) - (turnedZ * sinPitch);
        double px = (turnedX * CosRoll) - (turnedY * SinRoll);
        double py = (turnedX * SinRoll) + (turnedY * CosRoll) + PivotY;
        return ((px * PixelsPerUnit) + ((1 + shiftX) * half), (py * PixelsPerUnit) + ((1 + shiftY) * half));
    }

    private static double Surface(double x, double y)
    {
        double square = 1 - (x / RadiusX * (x / RadiusX)) - (y / RadiusY * (y / RadiusY));
        return square > 0 ? Depth * Math.Sqrt(square) : 0;
    }

    /// <summary>Taylor series, exact to 1e-9 within ±30°: Math.Sin may differ between machines in the last bit.</summary>
    private static (double Sin, double Cos) SinCos(double degrees)
    {
        double a = degrees * (3.141592653589793 / 180);
        double s = a * a;
        double sin = a * (1 - (s / 6 * (1 - (s / 20 * (1 - (s / 42 * (1 - (s / 72))))))));
        double cos = 1 - (s / 2 * (1 - (s / 12 * (1 - (s / 30 * (1 - (s / 56)))))));
        return (sin, cos);
    }
}
