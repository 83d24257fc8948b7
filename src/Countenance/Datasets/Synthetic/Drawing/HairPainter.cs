using Countenance.Drawing;

namespace Countenance.Datasets.Synthetic.Drawing;

/// <summary>Hair in six styles: what falls behind the head, then what lies on it.</summary>
internal static class HairPainter
{
    public static void PaintBack(FaceCanvas canvas, FaceLayout face, HairStyle style)
    {
        canvas.Sheet = -0.1;
        double w = face.HeadHalfWidth;
        switch (style)
        {
            case HairStyle.Flowing:
                canvas.Path.Begin(0, -1.08).Through((w * 0.8, -0.92), (w + 0.13, -0.3), (w + 0.2, 0.5), (w + 0.24, 1.4), (0, 1.5),
                    (-w - 0.24, 1.4), (-w - 0.2, 0.5), (-w - 0.13, -0.3), (-w * 0.8, -0.92), (0, -1.08));
                canvas.Fill(face.HairShadow);
                break;
            case HairStyle.Fringe:
                canvas.Path.Begin(0, -1.08).Through((w * 0.8, -0.9), (w + 0.16, -0.25), (w + 0.18, 0.45), (w * 0.78, 0.74), (0, 0.6),
                    (-w * 0.78, 0.74), (-w - 0.18, 0.45), (-w - 0.16, -0.25), (-w * 0.8, -0.9), (0, -1.08));
                canvas.Fill(face.HairShadow);
                break;
            case HairStyle.Curly:
                ReadOnlySpan<(double X, double Y)> curls =
                    [(0.95, 0.3), (1.08, 0.02), (1.14, -0.28), (1.06, -0.58), (0.86, -0.84), (0.56, -1.0), (0.2, -1.08)];
                foreach ((double x, double y) in curls)
                {
                    canvas.Path.Ellipse(x * w, y, 0.2, 0.2);
                    canvas.Fill(face.HairShadow.Mix(face.Hair, 0.4));
                    canvas.Path.Ellipse(-x * w, y, 0.2, 0.2);
                    canvas.Fill(face.HairShadow.Mix(face.Hair, 0.4));
                }

                break;
        }
    }

    public static void PaintFront(FaceCanvas canvas, FaceLayout face, HairStyle style)
    {
        canvas.Sheet = 0.18;
        double w = face.HeadHalfWidth;
        double line = face.HairlineY;
        VectorPath path = canvas.Path;
        switch (style)
        {
            case HairStyle.Cropped:
                Crown(path, w + 0.03, -0.16, -1.06)
                    .Through((-w * 0.92, -0.34), (-w * 0.74, line + 0.1), (-w * 0.3, line), (w * 0.3, line - 0.02), (w * 0.74, line + 0.1),
                        (w * 0.92, -0.34), (w + 0.03, -0.16));
                break;
            case HairStyle.SideParted:
                Crown(path, w + 0.05, -0.1, -1.1)
                    .Through((-w * 0.95, -0.3), (-w * 0.72, line + 0.16), (-w * 0.36, line - 0.2), (w * 0.1, line - 0.02),
                        (w * 0.6, line + 0.18),
                        (w * 0.92, -0.24), (w + 0.05, -0.1));
                break;
            case HairStyle.Flowing:
                Crown(path, w + 0.1, 0.55, -1.08)
                    .Through((-w * 0.98, 0.1), (-w * 0.86, -0.3), (-w * 0.46, line + 0.02), (0, line - 0.24), (w * 0.46, line + 0.02),
                        (w * 0.86, -0.3), (w * 0.98, 0.1), (w + 0.1, 0.55));
                break;
            case HairStyle.Fringe:
                Crown(path, w + 0.09, 0.42, -1.08)
                    .Through((-w * 0.93, 0.1), (-w * 0.86, -0.3)).Line(-w * 0.82, face.BrowY - 0.06)
                    .Through((-w * 0.4, face.BrowY - 0.1), (0, face.BrowY - 0.115), (w * 0.4, face.BrowY - 0.1),
                        (w * 0.82, face.BrowY - 0.06))
                    .Line(w * 0.86, -0.3).Through((w * 0.93, 0.1), (w + 0.09, 0.42));
                break;
            case HairStyle.Curly:
                Crown(path, w + 0.06, -0.12, -1.08)
                    .Through((-w * 0.92, -0.3), (-w * 0.8, line + 0.12), (-w * 0.55, line + 0.1), (-w * 0.4, line),
                        (-w * 0.12, line + 0.05),
                        (w * 0.05, line - 0.02), (w * 0.3, line + 0.06), (w * 0.5, line + 0.02), (w * 0.76, line + 0.16), (w * 0.92, -0.3),
                        (w + 0.06, -0.12));
                break;
            default:
                canvas.Glow(-0.14, -0.72, 0.34, 0.2, Colour.White, 0.3, canvas.Head);
                return;
        }

        canvas.Cut(canvas.Feature);
        path.Down(0.05);
        canvas.Fill(face.SkinShadow.Times(0.85), 0.4, canvas.Head);
        path.Down(0.05);
        canvas.Fill(face.SkinShadow.Times(0.85), 0.16, canvas.Head);
        canvas.Fill(canvas.Feature, face.Hair);
        PaintSheen(canvas, face, style);
    }

    /// <summary>Starts an outline at the right temple and carries it over the crown to the left temple.</summary>
    private static VectorPath Crown(VectorPath path, double w, double templeY, double topY) =>
        path.Begin(w, templeY).Through(
            (w * 1.01, -0.45), (w * 0.82, -0.82), (w * 0.42, topY + 0.06), (0, topY), (-w * 0.42, topY + 0.06), (-w * 0.82, -0.82),
            (-w * 1.01, -0.45), (-w, templeY));

    private static void PaintSheen(FaceCanvas canvas, FaceLayout face, HairStyle style)
    {
        double w = face.HeadHalfWidth;
        if (style is HairStyle.Curly)
        {
            for (int i = -3; i <= 3; i++)
            {
                double x = i * w * 0.27;
                double y = -0.86 + (0.014 * i * i) + (i % 2 == 0 ? 0.06 : 0);
                canvas.Path.Stroke(
                    (x - 0.09, y + 0.04), (x - 0.07, y - 0.06), (x + 0.07, y - 0.06), (x + 0.09, y + 0.04), 0.015, 0.03, 0.015);
                canvas.Fill(i % 2 == 0 ? face.HairLight : face.HairShadow, 0.7, canvas.Feature);
            }

            return;
        }

        double lean = style is HairStyle.SideParted ? 0.25 : 0;
        for (int i = -3; i <= 3; i++)
        {
            double x = i * w * 0.26;
            canvas.Path.Stroke(
                (x * 0.55, -1.06), (x * 0.8, -0.95), (x + (lean * 0.5), -0.8), ((x * 1.14) + lean, -0.55), 0.008, 0.02, 0.006);
            canvas.Fill(face.HairShadow, 0.6, canvas.Feature);
        }

        canvas.Glow(-0.22, -0.82, 0.3, 0.14, face.HairLight.Mix(Colour.White, 0.25), 0.6, canvas.Feature, slope: -0.35);
        canvas.Glow(0.2, -0.86, 0.2, 0.1, face.HairLight, 0.5, canvas.Feature, slope: 0.3);
    }
}
