using Countenance.Drawing;

namespace Countenance.Datasets.Synthetic.Drawing;

/// <summary>Where corners and lips stand under the action units, in face coordinates.</summary>
internal sealed class MouthShape
{
    private readonly (double X, double Y) left;
    private readonly (double X, double Y) right;

    public MouthShape(FaceLayout face, FacialActionUnits units)
    {
        double jaw = Math.Min(1, (0.6 * units.JawDrop) + units.MouthStretch);
        double tight = units.LipTighten;
        double pulled = units.LipCornerPull * (units.LipShare(-1) + units.LipShare(1)) / 2;
        HalfWidth = face.MouthHalfWidth * (1 + (0.3 * units.LipStretch)
            - (0.34 * jaw * (1 - pulled) * (1 - units.LipStretch) * (1 - (0.9 * tight))) - (0.16 * tight * (1 - jaw))
            - (0.1 * units.ChinRaise));
        double centre = face.MouthY - (0.05 * units.ChinRaise) - (0.015 * units.UpperLipRaise);
        double parted = (0.045 * units.LipsPart) + (0.03 * units.LipsPart * pulled);
        Gap = Math.Max(0, parted + (0.3 * jaw) - (0.04 * units.ChinRaise) - (0.02 * tight));
        double raise = (units.UpperLipRaise * 0.075) + (0.03 * units.NoseWrinkle);
        UpperY = centre + (0.035 * pulled) - (0.18 * Gap) - raise;
        LowerY = UpperY + Gap;
        double thin = 1 - (0.62 * tight);
        UpperThickness = 0.82 * face.LipThickness * thin * (1 - (0.28 * pulled)) * (1 - (0.25 * jaw)) * (1 - (0.35 * units.LipStretch))
            * (1 + (0.25 * units.UpperLipRaise));
        LowerThickness = face.LipThickness * thin * (1 - (0.2 * units.LipStretch)) * (1 + (0.18 * units.ChinRaise));
        (double X, double Y) Corner(int side)
        {
            double share = units.LipShare(side);
            double pull = units.LipCornerPull * share;
            double dimple = units.Dimple * share;
            double x = HalfWidth * (1 + (0.3 * pull) + (0.1 * dimple));
            double y = centre - (0.13 * pull) - (0.045 * dimple) + (0.13 * units.LipCornerDepress) + (0.03 * units.LipStretch)
                + (0.045 * units.ChinRaise) + (0.03 * units.UpperLipRaise) + (0.28 * Gap) - (0.3 * Gap * pull);
            return (side * x, y);
        }

        left = Corner(-1);
        right = Corner(1);
        Squareness = Math.Clamp((0.8 * units.LipStretch) + (1.1 * tight) + (0.3 * units.UpperLipRaise) - (0.3 * pulled), 0, 1);
    }

    /// <summary>Half the distance of the corners before they are pulled.</summary>
    public double HalfWidth { get; }

    /// <summary>Height of the middle of the upper lip's lower rim.</summary>
    public double UpperY { get; }

    /// <summary>Height of the middle of the lower lip's upper rim.</summary>
    public double LowerY { get; }

    /// <summary>Opening between the lips in the middle.</summary>
    public double Gap { get; }

    /// <summary>Thickness of the upper lip.</summary>
    public double UpperThickness { get; }

    /// <summary>Thickness of the lower lip.</summary>
    public double LowerThickness { get; }

    /// <summary>0 for an opening shaped like a lens, 1 for one that bares the teeth to the corners.</summary>
    public double Squareness { get; }

    /// <summary>The corner on a side, −1 left, +1 right.</summary>
    public (double X, double Y) Corner(int side) => side < 0 ? left : right;

    /// <summary>A stroke from a corner to the middle at height <paramref name="y"/>, level in the middle.</summary>
    public void Half(VectorPath path, int side, double y, double width)
    {
        (double cx, double cy) = Corner(side);
        path.Stroke((cx, cy), (cx * (0.7 + (0.22 * Squareness)), cy + ((y - cy) * (0.75 + (0.2 * Squareness)))),
            (cx * (0.45 + (0.22 * Squareness)), y), (0, y), width * 1.15, width, width);
    }

    /// <summary>The outline of the opening.</summary>
    public void Inside(VectorPath path)
    {
        double near = 0.72 + (0.24 * Squareness);
        double steep = 0.75 + (0.2 * Squareness);
        (double lx, double ly) = (left.X * 0.94, left.Y);
        (double rx, double ry) = (right.X * 0.94, right.Y);
        path.Begin(lx, ly)
            .Cubic(lx * near, ly + ((UpperY - ly) * steep), lx * (near - 0.26), UpperY, 0, UpperY)
            .Cubic(rx * (near - 0.26), UpperY, rx * near, ry + ((UpperY - ry) * steep), rx, ry)
            .Cubic(rx * (near + 0.08), ry + ((LowerY - ry) * steep), rx * (near - 0.18), LowerY, 0, LowerY)
            .Cubic(lx * (near - 0.18), LowerY, lx * (near + 0.08), ly + ((LowerY - ly) * steep), lx, ly);
    }
}
