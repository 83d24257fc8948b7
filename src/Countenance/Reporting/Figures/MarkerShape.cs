using Countenance.Drawing;

namespace Countenance.Reporting.Figures;

/// <summary>Shapes that tell the lines of a chart apart without colour.</summary>
internal static class MarkerShape
{
    private const int Kinds = 6;

    /// <summary>Draws the marker of a line, with a white edge so that it stands out from the line.</summary>
    public static void Draw(Canvas canvas, int series, double x, double y, double radius)
    {
        int kind = (series + (series / Kinds)) % Kinds; // each round of colours has other ones
        canvas.Fill(Outline(kind, x, y, radius + 1.2), Colour.White);
        canvas.Fill(Outline(kind, x, y, radius), FigureInk.Line(series));
    }

    private static VectorPath Outline(int kind, double x, double y, double radius)
    {
        var path = new VectorPath().Clear();
        double r = radius;
        return kind switch
        {
            0 => path.AddCircle(x, y, r),
            1 => Polygon(path, x, y, r * 1.25, 4, 45),
            2 => Polygon(path, x, y + (r * 0.2), r * 1.35, 3, 90),
            3 => Polygon(path, x, y, r * 1.3, 4, 0),
            4 => Polygon(path, x, y - (r * 0.2), r * 1.35, 3, -90),
            _ => Polygon(path, x, y, r * 1.1, 6, 0),
        };
    }

    private static VectorPath Polygon(VectorPath path, double x, double y, double radius, int corners, double degrees)
    {
        var points = new (double X, double Y)[corners];
        for (int i = 0; i < corners; i++)
        {
            double angle = (degrees + (360.0 * i / corners)) * Math.PI / 180;
            points[i] = (x + (radius * Math.Cos(angle)), y - (radius * Math.Sin(angle)));
        }

        return path.AddPolygon(points);
    }
}
