using Countenance.Drawing;

namespace Countenance.Datasets.Synthetic.Drawing;

/// <summary>Backdrop, neck, ears, the head itself with its light and shade, cheeks and forehead.</summary>
internal static class HeadPainter
{
    public static void PaintBackdrop(FaceCanvas canvas, FaceCapture capture)
    {
        var warm = new Colour(1, 0.93f, 0.86f);
        Colour tone = warm.Mix(new Colour(0.86f, 0.95f, 1), capture.BackdropHue).Times(capture.Backdrop);
        for (int c = 0; c < canvas.Channels; c++)
        {
            float value = canvas.Part(tone, c);
            Span<float> plane = canvas.Plane(c);
            for (int y = 0; y < canvas.Size; y++)
            {
                float fall = 1.06f - (0.16f * (y + 0.5f) / canvas.Size);
                plane.Slice(y * canvas.Size, canvas.Size).Fill(value * fall);
            }
        }
    }

    public static void PaintNeck(FaceCanvas canvas, FaceLayout face)
    {
        VectorPath path = canvas.Path;
        canvas.Sheet = -0.05;
        double half = face.JawHalfWidth * 0.66;
        path.Begin(-half, 0.5).Line(half, 0.5).Cubic(half, 1.0, half, 1.1, half + 0.1, 1.2).Cubic(0.2, 1.38, -0.2, 1.38, -half - 0.1, 1.2)
            .Cubic(-half, 1.1, -half, 1.0, -half, 0.5);
        canvas.Cut(canvas.Feature);
        canvas.Fill(canvas.Feature, face.Skin.Times(0.92));
        canvas.Glow(0, face.ChinY - 0.02, 0.85, 0.3, face.SkinShadow.Times(0.8), 0.75, canvas.Feature);
    }

    public static void PaintEars(FaceCanvas canvas, FaceLayout face, HairStyle style)
    {
        if (style is HairStyle.Flowing or HairStyle.Fringe)
        {
            return;
        }

        canvas.Sheet = -0.05;
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            double x = side * (face.HeadHalfWidth + 0.025);
            double y = face.EyeY + 0.13;
            canvas.Path.Ellipse(x, y, 0.1, 0.175);
            canvas.Fill(face.Skin.Times(0.93));
            canvas.Path.Stroke((x - (side * 0.02), y - 0.1), (x + (side * 0.07), y - 0.12), (x + (side * 0.06), y + 0.06),
                (x - (side * 0.01), y + 0.07), 0.02, 0.035, 0.02);
            canvas.Fill(face.SkinShadow, 0.6);
        }
    }

    /// <summary>Fills the head and leaves its outline in <see cref="FaceCanvas.Head"/>.</summary>
    public static void PaintHead(FaceCanvas canvas, FaceLayout face, FacialActionUnits units, LightDirection light)
    {
        canvas.Sheet = 0.08;
        double w = face.HeadHalfWidth;
        double jaw = face.JawHalfWidth + (0.015 * units.LipCornerPull);
        double drop = (0.07 * units.JawDrop) + (0.12 * units.MouthStretch) - (0.02 * units.ChinRaise);
        double chin = face.ChinY + drop;
        canvas.Path.Begin(0, -0.97).Through(
            (w * 0.58, -0.87), (w * 0.93, -0.52), (w, -0.1), (w * 0.975, face.CheekY), (jaw, face.JawY + (drop / 2)),
            (jaw * 0.56, chin - 0.09), (0, chin), (-jaw * 0.56, chin - 0.09), (-jaw, face.JawY + (drop / 2)),
            (-w * 0.975, face.CheekY), (-w, -0.1), (-w * 0.93, -0.52), (-w * 0.58, -0.87), (0, -0.97));
        canvas.Cut(canvas.Head);
        canvas.Fill(canvas.Head, face.Skin);
        Light(canvas, face, light);

        canvas.Sheet = double.NaN;
        double rise = 0.06 * units.CheekRaise;
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            canvas.Glow(side * face.EyeX, face.EyeY - 0.03, 0.3, 0.24, face.SkinShadow, 0.26, canvas.Head);
            canvas.Glow(side * 0.46, face.CheekY + 0.08 - rise, 0.27, 0.2, face.Skin.Mix(Colour.Of(225, 100, 96), 0.5), 0.5, canvas.Head);
            canvas.Glow(side * 0.47, face.CheekY - 0.02 - rise, 0.22, 0.13, Colour.White, 0.1 + (0.16 * units.CheekRaise),
                canvas.Head);
        }

        canvas.Glow(0, face.MouthY + 0.2 + drop, 0.26, 0.09, face.SkinShadow, 0.32, canvas.Head);
    }

    /// <summary>The creases of forehead and chin that brows and chin raiser leave.</summary>
    public static void PaintCreases(FaceCanvas canvas, FaceLayout face, FacialActionUnits units)
    {
        canvas.Sheet = double.NaN;
        double raised = Math.Min(units.InnerBrowRaise, 0.35 + units.OuterBrowRaise);
        for (int i = 0; i < 2; i++)
        {
            double y = face.BrowY - 0.15 - (0.1 * i);
            double span = 0.34 - (0.06 * i);
            double bow = 0.03 * (units.OuterBrowRaise - units.BrowLower);
            canvas.Path.Stroke((-span, y + bow), (-span / 3, y - bow), (span / 3, y - bow), (span, y + bow), 0.01, 0.026, 0.01);
            canvas.Fill(face.SkinShadow.Times(0.8), 0.5 * raised, canvas.Head);
        }

        double chin = face.ChinY - 0.13;
        canvas.Glow(0, chin, 0.2, 0.12, face.SkinShadow.Times(0.9), 0.55 * units.ChinRaise, canvas.Head);
        canvas.Glow(-0.05, chin - 0.02, 0.07, 0.05, face.Skin, 0.5 * units.ChinRaise, canvas.Head);
        canvas.Glow(0.06, chin + 0.01, 0.06, 0.05, face.Skin, 0.5 * units.ChinRaise, canvas.Head);
    }

    /// <summary>Lambert's law over an ellipsoid in place of the head, softened; the far side turns towards the shadow colour.</summary>
    private static void Light(FaceCanvas canvas, FaceLayout face, LightDirection light)
    {
        (double lx, double ly, double lz) = light switch
        {
            LightDirection.Left => (-0.68, -0.3, 0.67),
            LightDirection.Right => (0.68, -0.3, 0.67),
            LightDirection.Above => (0, -0.75, 0.66),
            _ => (-0.08, -0.3, 0.95),
        };
        (double middleX, double middleY) = canvas.Pose.Project(0, 0.02, 0.08);
        double rx = canvas.Pose.PixelsPerUnit * 0.92;
        double ry = canvas.Pose.PixelsPerUnit * 1.14;
        CoverageMask head = canvas.Head;
        for (int y = head.Top; y < head.Bottom; y++)
        {
            ReadOnlySpan<float> cover = head.Row(y);
            for (int x = head.Left; x < head.Right; x++)
            {
                if (cover[x] == 0)
                {
                    continue;
                }

                double dx = x + 0.5 - middleX;
                double dy = y + 0.5 - middleY;
                double u = ((dx * canvas.Pose.CosRoll) + (dy * canvas.Pose.SinRoll)) / rx;
                double v = ((dy * canvas.Pose.CosRoll) - (dx * canvas.Pose.SinRoll)) / ry;
                double n = Math.Sqrt(Math.Max(0.02, 1 - (u * u) - (v * v)));
                double lit = Math.Clamp((u * lx) + (v * ly) + (n * lz), 0, 1);
                float shade = (float)(cover[x] * 0.85 * (1 - lit) * (1 - lit));
                float glow = (float)(cover[x] * 0.12 * lit * lit);
                for (int c = 0; c < canvas.Channels; c++)
                {
                    ref float value = ref canvas.Plane(c)[(y * canvas.Size) + x];
                    value += (canvas.Part(face.SkinShadow, c) - value) * shade;
                    value += (1 - value) * glow;
                }
            }
        }
    }
}
