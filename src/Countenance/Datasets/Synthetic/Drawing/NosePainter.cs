using Countenance.Drawing;

namespace Countenance.Datasets.Synthetic.Drawing;

/// <summary>Nose: bridge, tip, wings and nostrils; AU9 draws it up and wrinkles it.</summary>
internal static class NosePainter
{
    public static void Paint(FaceCanvas canvas, FaceLayout face, FaceDescription description)
    {
        FacialActionUnits units = description.ActionUnits;
        canvas.Sheet = 0.72;
        double up = (0.055 * units.NoseWrinkle) + (0.02 * units.UpperLipRaise);
        double w = face.NoseHalfWidth * (1 + (0.14 * units.NoseWrinkle) + (0.1 * units.LipCornerPull) + (0.08 * units.UpperLipRaise));
        double y = face.NoseY - up;
        double top = face.EyeY + 0.02;
        int shaded = description.Attributes.Light == LightDirection.Right ? -1 : 1;

        canvas.Path.Begin(shaded * 0.045, top).Cubic(shaded * 0.05, top + 0.12, shaded * 0.06, y - 0.16, shaded * w * 0.95, y - 0.055)
            .Cubic(shaded * w * 0.7, y - 0.01, shaded * 0.04, y - 0.02, shaded * 0.02, y - 0.1).Cubic(shaded * 0.03, y - 0.2, shaded
                * 0.02, top + 0.1, shaded * 0.045, top);
        canvas.Fill(face.SkinShadow, 0.3);
        canvas.Glow(0, y + 0.025, w * 1.5, 0.085, face.SkinShadow.Times(0.9), 0.5);
        canvas.Glow(-0.01 * shaded, y - 0.085, 0.085, 0.085, Colour.White, 0.36);
        canvas.Glow(-0.012 * shaded, (top + y) / 2, 0.05, 0.2, Colour.White, 0.2);

        double step = 0.15 * (face.NoseY - face.EyeY);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            canvas.Path.Stroke(
                (side * w * 0.86, y - 0.1), (side * w * 1.18, y - 0.075), (side * w * 1.12, y + 0.005), (side * w * 0.72, y + 0.002),
                    0.014, 0.03, 0.02);
            canvas.Fill(face.SkinShadow.Times(0.62), 0.8);
            canvas.Path.Ellipse(side * w * 0.46, y, w * 0.25, 0.02 + (0.006 * units.NoseWrinkle));
            canvas.Fill(face.Line, 0.85);
            for (int i = 0; i < 3; i++)
            {
                double at = top - 0.035 + (step * i);
                canvas.Path.Stroke(
                    (side * 0.015, at + 0.022), (side * 0.04, at), (side * 0.07, at - 0.012),
                        (side * (0.105 + (0.012 * i)), at - 0.022 + (0.02 * i)), 0.008, 0.024, 0.008);
                canvas.Fill(face.SkinShadow.Times(0.68), 0.7 * units.NoseWrinkle);
            }
        }
    }
}
