using Countenance.Drawing;

namespace Countenance.Datasets.Synthetic.Drawing;

/// <summary>Where the lids of one eye stand under the action units, in face coordinates: two cubic curves between the corners.</summary>
internal sealed class EyeShape
{
    private readonly FaceLayout face;
    private readonly int side;

    public EyeShape(FaceLayout face, FacialActionUnits units, int side)
    {
        this.face = face;
        this.side = side;
        double h = face.EyeHalfHeight;
        double grief = Math.Min(units.InnerBrowRaise, units.BrowLower);
        double frown = Math.Max(0, units.BrowLower - units.InnerBrowRaise);
        UpperHeight = h * (1.02 + (0.55 * units.UpperLidRaise) - (0.38 * units.LidTighten) - (0.28 * units.CheekRaise)
            - (0.3 * units.NoseWrinkle) - (0.18 * units.BrowLower) - (0.26 * units.Dimple));
        double lower = h * (0.66 + (0.2 * units.UpperLidRaise) - (0.42 * units.LidTighten) - (0.62 * units.CheekRaise)
            - (0.4 * units.NoseWrinkle));
        InnerY = face.EyeY + (0.02 * units.BrowLower) - (0.01 * grief);
        OuterY = face.EyeY - 0.022 + (0.055 * grief);
        UpperInnerY = InnerY - (UpperHeight * (1.25 + (0.35 * grief) - (0.35 * frown)));
        UpperOuterY = OuterY - (UpperHeight * (1.3 - (0.25 * grief)));
        LowerInnerY = InnerY + (lower * 1.15);
        LowerOuterY = OuterY + (lower * 1.35);
    }

    /// <summary>Height of the open upper lid above the corners.</summary>
    public double UpperHeight { get; }

    /// <summary>Height of the inner corner.</summary>
    public double InnerY { get; }

    /// <summary>Height of the outer corner.</summary>
    public double OuterY { get; }

    /// <summary>Control point of the upper lid near the nose.</summary>
    public double UpperInnerY { get; }

    /// <summary>Control point of the upper lid away from the nose.</summary>
    public double UpperOuterY { get; }

    /// <summary>Control point of the lower lid near the nose.</summary>
    public double LowerInnerY { get; }

    /// <summary>Control point of the lower lid away from the nose.</summary>
    public double LowerOuterY { get; }

    /// <summary>Face x of a place along the eye: −1 is the inner corner, 1 the outer one.</summary>
    public double X(double across) => side * (face.EyeX + (across * face.EyeHalfWidth));

    /// <summary>The outline of the opening.</summary>
    public void Inside(VectorPath path) => path.Begin(X(-1), InnerY)
        .Cubic(X(-0.62), UpperInnerY, X(0.45), UpperOuterY, X(1), OuterY)
        .Cubic(X(0.55), LowerOuterY, X(-0.5), LowerInnerY, X(-1), InnerY);
}
