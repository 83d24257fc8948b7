using Countenance.Drawing;

namespace Countenance.Datasets.Synthetic.Drawing;

/// <summary>Mouth: lips, the dark between them with teeth and tongue, and the folds that run to it. AU10–27.</summary>
internal static class MouthPainter
{
    public static void Paint(FaceCanvas canvas, FaceLayout face, FacialActionUnits units)
    {
        var shape = new MouthShape(face, units);
        canvas.Sheet = double.NaN;
        PaintFolds(canvas, face, units, shape);
        PaintLips(canvas, face, shape);
        if (shape.Gap > 0.012)
        {
            PaintInside(canvas, face, units, shape);
        }

        // The line between the lips, or along the rim of the open mouth.
        double width = shape.Gap > 0.012 ? 0.014 : 0.026 + (0.006 * units.LipTighten);
        VectorPath path = canvas.Path;
        shape.Half(path, -1, shape.UpperY, width);
        canvas.Fill(face.Line, 0.85);
        shape.Half(path, 1, shape.UpperY, width);
        canvas.Fill(face.Line, 0.85);
        PaintCorners(canvas, face, units, shape);
    }

    private static void PaintLips(FaceCanvas canvas, FaceLayout face, MouthShape m)
    {
        double up = m.UpperY - m.UpperThickness;
        double low = m.LowerY + m.LowerThickness;
        double bow = 0.24 * m.UpperThickness;
        (double lx, double ly) = m.Corner(-1);
        (double rx, double ry) = m.Corner(1);
        canvas.Path.Begin(lx, ly)
            .Cubic(lx * 0.66, ly + ((up - ly) * 0.55), -0.13, up - (bow * 0.8), -0.055, up - (bow * 0.5))
            .Cubic(-0.03, up - (bow * 0.4), -0.015, up + bow, 0, up + bow)
            .Cubic(0.015, up + bow, 0.03, up - (bow * 0.4), 0.055, up - (bow * 0.5))
            .Cubic(0.13, up - (bow * 0.8), rx * 0.66, ry + ((up - ry) * 0.55), rx, ry)
            .Cubic(rx * 0.7, ry + ((m.LowerY - ry) * 0.7) + (0.12 * m.LowerThickness), rx * 0.5, low, 0, low)
            .Cubic(lx * 0.5, low, lx * 0.7, ly + ((m.LowerY - ly) * 0.7) + (0.12 * m.LowerThickness), lx, ly);
        canvas.Cut(canvas.Feature);
        canvas.Fill(canvas.Feature, face.Lip);
        canvas.Glow(0, up + 0.01, m.HalfWidth * 1.1, m.UpperThickness * 1.4, face.Lip.Times(0.72), 0.45, canvas.Feature);
        canvas.Glow(0, m.LowerY + (0.45 * m.LowerThickness), m.HalfWidth * 0.55, m.LowerThickness * 0.6, Colour.White, 0.3,
            canvas.Feature);
    }

    private static void PaintInside(FaceCanvas canvas, FaceLayout face, FacialActionUnits units, MouthShape m)
    {
        m.Inside(canvas.Path);
        canvas.Cut(canvas.Feature);
        canvas.Fill(canvas.Feature, face.Cavity);
        canvas.Glow(0, m.LowerY - 0.01, m.HalfWidth * 0.62, Math.Max(0.03, m.Gap * 0.55), Colour.Of(196, 84, 88), 0.85, canvas.Feature);

        // Upper teeth hang from the upper lip; a stretched or bared mouth shows the lower row too.
        double bared = Math.Clamp(0.12 + units.LipCornerPull + units.UpperLipRaise + (0.8 * units.LipStretch) + units.LipTighten, 0, 1);
        double edge = m.UpperY + Math.Min(m.Gap * 0.5, 0.025 + (0.075 * bared));
        (double lx, double ly) = m.Corner(-1);
        (double rx, double ry) = m.Corner(1);
        double full = 0.55 + (0.3 * m.Squareness);
        canvas.Path.Begin(lx, m.UpperY - 0.3).Line(rx, m.UpperY - 0.3).Line(rx, ry)
            .Cubic(rx * 0.9, ry + ((edge - ry) * full), rx * 0.55, edge, 0, edge)
            .Cubic(lx * 0.55, edge, lx * 0.9, ly + ((edge - ly) * full), lx, ly);
        canvas.Fill(face.Teeth, 0.96, canvas.Feature);
        double lowerRow = Math.Clamp(units.LipStretch + (1.1 * units.LipTighten) + (0.4 * units.UpperLipRaise) - 0.25, 0, 1);
        if (lowerRow > 0.1)
        {
            double y = m.LowerY - (m.Gap * 0.3 * lowerRow);
            canvas.Path.Begin(lx, m.LowerY + 0.3).Line(lx, ly).Cubic(lx * 0.9, ly + ((y - ly) * full), lx * 0.55, y, 0, y)
                .Cubic(rx * 0.55, y, rx * 0.9, ry + ((y - ry) * full), rx, ry).Line(rx, m.LowerY + 0.3);
            canvas.Fill(face.Teeth.Times(0.93), 0.92, canvas.Feature);
        }

        canvas.Path.Stroke(m.Corner(-1), (-m.HalfWidth * 0.5, m.UpperY), (m.HalfWidth * 0.5, m.UpperY), m.Corner(1), 0.02, 0.05, 0.02);
        canvas.Fill(face.Cavity, 0.25, canvas.Feature);
    }

    private static void PaintCorners(FaceCanvas canvas, FaceLayout face, FacialActionUnits units, MouthShape m)
    {
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            double share = units.LipShare(side);
            (double x, double y) = m.Corner(side);
            double deep = share * Math.Max(units.Dimple, 0.6 * units.LipCornerPull);
            canvas.Path.Stroke(
                (x + (side * 0.012), y - 0.05), (x + (side * 0.045), y - 0.03), (x + (side * 0.045), y + 0.02),
                    (x + (side * 0.008), y + 0.045), 0.01, 0.034, 0.01);
            canvas.Fill(face.Line, 0.75 * deep, canvas.Head);
            double down = units.LipCornerDepress;
            canvas.Path.Stroke(
                (x, y), (x + (side * 0.015), y + 0.02), (x + (side * 0.03), y + 0.05), (x + (side * 0.03), y + 0.09), 0.02, 0.028, 0.008);
            canvas.Fill(face.SkinShadow.Times(0.7), 0.8 * down, canvas.Head);
            double stretch = units.LipStretch;
            canvas.Path.Stroke(
                (x + (side * 0.035), y - 0.045), (x + (side * 0.06), y - 0.02), (x + (side * 0.06), y + 0.03),
                    (x + (side * 0.035), y + 0.06), 0.008, 0.026, 0.008);
            canvas.Fill(face.SkinShadow.Times(0.75), 0.7 * stretch, canvas.Head);
        }
    }

    /// <summary>The fold from the wing of the nose around the corner of the mouth.</summary>
    private static void PaintFolds(FaceCanvas canvas, FaceLayout face, FacialActionUnits units, MouthShape m)
    {
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            double share = units.LipShare(side);
            double strength = Math.Max(
                Math.Max(units.LipCornerPull * share, units.UpperLipRaise * share),
                    Math.Max(0.85 * units.NoseWrinkle, 0.4 * units.LipStretch));
            (double x, double y) = m.Corner(side);
            double startX = side * (face.NoseHalfWidth * 1.35);
            double startY = face.NoseY - 0.09 - (0.04 * units.NoseWrinkle);
            double outX = x + (side * 0.085);
            canvas.Path.Stroke(
                (startX, startY), (startX + (side * 0.1), startY + 0.05), (outX, y - 0.16), (outX + (side * 0.01), y + 0.02), 0.014,
                    0.034, 0.008);
            canvas.Fill(face.SkinShadow.Times(0.74), 0.07 + (0.6 * strength), canvas.Head);
        }
    }
}
