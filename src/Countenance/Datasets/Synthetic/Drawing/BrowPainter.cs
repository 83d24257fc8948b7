namespace Countenance.Datasets.Synthetic.Drawing;

/// <summary>Brows: AU1 lifts the inner end, AU2 the outer, AU4 lowers and draws them together; AU9 follows. And the frown lines.</summary>
internal static class BrowPainter
{
    public static void Paint(FaceCanvas canvas, FaceLayout face, FacialActionUnits units)
    {
        canvas.Sheet = double.NaN;
        double w = face.EyeHalfWidth;
        double held = 1 - (0.85 * units.InnerBrowRaise);
        double innerY = face.BrowY + 0.015 - (0.13 * units.InnerBrowRaise) + (0.15 * units.BrowLower * held) + (0.07 * units.NoseWrinkle);
        double innerX = face.EyeX - (0.98 * w) - (0.065 * units.BrowLower) - (0.02 * units.NoseWrinkle);
        double middleY = face.BrowY - 0.05 - (0.04 * units.InnerBrowRaise) - (0.12 * units.OuterBrowRaise)
            + (0.075 * units.BrowLower * held)
            + (0.05 * units.NoseWrinkle);
        double middleX = face.EyeX + (0.35 * w);
        double outerY = face.BrowY + 0.055 - (0.13 * units.OuterBrowRaise) + (0.04 * units.InnerBrowRaise * units.BrowLower);
        double outerX = face.EyeX + (1.32 * w);
        double t = face.BrowThickness;
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            canvas.Path.Stroke(
                (side * innerX, innerY), (side * (innerX + (0.6 * w)), ((innerY + (2 * middleY)) / 3) - 0.012),
                (side * middleX, middleY - 0.02), (side * outerX, outerY), t, t * 1.05, t * 0.35);
            canvas.Fill(face.Brow, 0.92, canvas.Head);

            double frown = units.BrowLower * (1 - (0.3 * units.InnerBrowRaise));
            double x = 0.075 + (0.01 * units.BrowLower);
            double y = face.BrowY + 0.03;
            canvas.Path.Stroke(
                (side * (x + 0.008), y - 0.08), (side * x, y), (side * x, y + 0.07), (side * (x + 0.016), y + 0.13), 0.012, 0.03, 0.012);
            canvas.Fill(face.SkinShadow.Times(0.7), 0.75 * frown);
        }
    }
}
