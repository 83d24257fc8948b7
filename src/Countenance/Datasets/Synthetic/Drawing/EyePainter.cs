using Countenance.Drawing;

namespace Countenance.Datasets.Synthetic.Drawing;

/// <summary>Eyes: white, iris, pupil, glint, lids and their creases. AU5, 6 and 7 move the lids; AU4, 9 and 1+4 bend them.</summary>
internal static class EyePainter
{
    public static void Paint(FaceCanvas canvas, FaceLayout face, FaceDescription description)
    {
        canvas.Sheet = double.NaN;
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            var eye = new EyeShape(face, description.ActionUnits, side);
            eye.Inside(canvas.Path);
            canvas.Cut(canvas.Feature);
            canvas.Fill(canvas.Feature, face.EyeWhite);
            PaintIris(canvas, face, description.Identity.Gaze, side);
            PaintLids(canvas, face, description.ActionUnits, eye);
            PaintCreases(canvas, face, description.ActionUnits, eye);
        }
    }

    private static void PaintIris(FaceCanvas canvas, FaceLayout face, double gaze, int side)
    {
        double r = face.IrisRadius;
        double x = (side * face.EyeX) + (gaze * 0.3 * r);
        double y = face.EyeY - 0.018;
        canvas.Path.Ellipse(x, y, r, r);
        canvas.Fill(face.Iris.Times(0.62), 1, canvas.Feature);
        canvas.Path.Ellipse(x, y + (0.1 * r), 0.8 * r, 0.82 * r);
        canvas.Fill(face.Iris.Mix(Colour.White, 0.08), 1, canvas.Feature);
        canvas.Path.Ellipse(x, y, 0.5 * r, 0.5 * r);
        canvas.Fill(Colour.Of(14, 12, 14), 1, canvas.Feature);
        canvas.Path.Ellipse(x - (0.36 * r), y - (0.4 * r), 0.3 * r, 0.3 * r);
        canvas.Fill(Colour.White, 0.95, canvas.Feature);
        canvas.Path.Ellipse(x + (0.38 * r), y + (0.42 * r), 0.16 * r, 0.16 * r);
        canvas.Fill(Colour.White, 0.5, canvas.Feature);
    }

    /// <summary>The shadow of the upper lid on the eye, the lashes, and the rim of the lower lid.</summary>
    private static void PaintLids(FaceCanvas canvas, FaceLayout face, FacialActionUnits units, EyeShape eye)
    {
        canvas.Path.Stroke(
            (eye.X(-1.1), eye.InnerY), (eye.X(-0.62), eye.UpperInnerY + 0.012),
            (eye.X(0.45), eye.UpperOuterY + 0.012), (eye.X(1.1), eye.OuterY), 0.03, 0.06, 0.05);
        canvas.Fill(face.Line, 0.3, canvas.Feature);
        canvas.Path.Stroke(
            (eye.X(-1.02), eye.InnerY), (eye.X(-0.62), eye.UpperInnerY - 0.006),
            (eye.X(0.45), eye.UpperOuterY - 0.006), (eye.X(1.12), eye.OuterY - 0.006), 0.02, 0.042, 0.034);
        canvas.Fill(face.Line, 0.95);
        canvas.Path.Stroke(
            (eye.X(0.95), eye.OuterY + 0.006), (eye.X(0.55), eye.LowerOuterY + 0.006),
            (eye.X(-0.5), eye.LowerInnerY + 0.006), (eye.X(-0.85), eye.InnerY + 0.01), 0.022, 0.018, 0.008);
        canvas.Fill(face.Line, 0.45 + (0.3 * Math.Max(units.CheekRaise, units.LidTighten)));
    }

    /// <summary>The crease above the upper lid, the bag that AU6, 7 and 9 push up, and the crow's feet of AU6.</summary>
    private static void PaintCreases(FaceCanvas canvas, FaceLayout face, FacialActionUnits units, EyeShape eye)
    {
        double above = 0.055 - (0.02 * units.BrowLower);
        canvas.Path.Stroke(
            (eye.X(-0.8), eye.InnerY - above - (eye.UpperHeight * 0.35)), (eye.X(-0.5), eye.UpperInnerY - above),
            (eye.X(0.45), eye.UpperOuterY - above), (eye.X(1.05), eye.OuterY - above), 0.008, 0.024, 0.01);
        canvas.Fill(face.SkinShadow.Times(0.75), 0.65);

        double squeeze = Math.Max(units.CheekRaise, 0.7 * Math.Max(units.LidTighten, units.NoseWrinkle));
        canvas.Path.Stroke(
            (eye.X(-0.7), face.EyeY + 0.1), (eye.X(-0.3), face.EyeY + 0.17),
            (eye.X(0.4), face.EyeY + 0.16), (eye.X(0.95), face.EyeY + 0.07), 0.008, 0.026, 0.008);
        canvas.Fill(face.SkinShadow.Times(0.8), 0.75 * squeeze);

        for (int i = -1; i <= 1; i++)
        {
            double y = face.EyeY - 0.005 + (0.05 * i);
            canvas.Path.Stroke(
                (eye.X(1.25), y), (eye.X(1.35), y + (0.012 * i)),
                (eye.X(1.5), y + (0.022 * i)), (eye.X(1.62), y + (0.05 * i)), 0.01, 0.018, 0.006);
            canvas.Fill(face.SkinShadow.Times(0.8), 0.6 * units.CheekRaise * units.CheekRaise, canvas.Head);
        }
    }
}
