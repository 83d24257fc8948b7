using Countenance.Drawing;

namespace Countenance.Datasets.Synthetic.Drawing;

/// <summary>Round glasses: temples (which hair may cover), two rims, a bridge and a glint on each lens.</summary>
internal static class GlassesPainter
{
    private const double Thickness = 0.036;
    private static readonly Colour frame = Colour.Of(26, 24, 28);

    public static void PaintTemples(FaceCanvas canvas, FaceLayout face)
    {
        canvas.Sheet = 0.66;
        (double rx, _) = Radii(face);
        double y = Height(face) - 0.03;
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            // The temple recedes from the front of the face to the ear: its far end is drawn where the ear's depth would put it.
            double from = side * (face.EyeX + rx);
            double to = (side * (face.HeadHalfWidth - 0.03)) - (canvas.Pose.Turn * 0.7);
            if (side * (to - from) > 0)
            {
                canvas.Path.Stroke((from, y), (from, y), (to, y), (to, y + 0.01), Thickness, Thickness, Thickness * 0.8);
                canvas.Fill(frame, 0.96);
            }
        }
    }

    public static void PaintRims(FaceCanvas canvas, FaceLayout face)
    {
        canvas.Sheet = 0.66;
        (double rx, double ry) = Radii(face);
        double y = Height(face);
        const double half = Thickness / 2;
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            double x = side * face.EyeX;
            canvas.Path.Ellipse(x, y, rx - half, ry - half);
            canvas.Cut(canvas.Feature);
            canvas.Fill(canvas.Feature, Colour.White, 0.07);
            canvas.Path.Begin(x - (rx * 0.75), y + (ry * 0.2)).Line(x - (rx * 0.05), y - ry).Line(x + (rx * 0.3), y - ry)
                .Line(x - (rx * 0.6), y + (ry * 0.6));
            canvas.Fill(Colour.White, 0.16, canvas.Feature);
            canvas.Path.Ellipse(x, y, rx + half, ry + half).Hole(x, y, rx - half, ry - half);
            canvas.Fill(frame, 0.96);
        }

        double bridge = face.EyeX - rx;
        canvas.Path.Stroke(
            (-bridge, y - 0.02), (-bridge * 0.5, y - 0.07), (bridge * 0.5, y - 0.07), (bridge, y - 0.02), Thickness, Thickness, Thickness);
        canvas.Fill(frame, 0.96);
    }

    private static double Height(FaceLayout face) => face.EyeY + 0.015;

    private static (double X, double Y) Radii(FaceLayout face) =>
        (Math.Min(face.EyeHalfWidth * 1.36, face.EyeX * 0.82), face.EyeHalfHeight * 1.95);
}
