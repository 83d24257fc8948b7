namespace Countenance.Drawing;

/// <summary>
/// A colour by how it looks (Ottosson's OKLab, 2020): lightness 0–1, and two axes from green to red and from blue to yellow. Equal steps
/// look about equally large.
/// </summary>
internal readonly record struct Oklab(double L, double A, double B)
{
    /// <summary>Distance from grey.</summary>
    public double Chroma => Math.Sqrt((A * A) + (B * B));

    /// <summary>The look of a display colour (sRGB).</summary>
    public static Oklab Of(Colour colour)
    {
        double r = Linear(colour.R);
        double g = Linear(colour.G);
        double b = Linear(colour.B);
        double l = Math.Cbrt((0.4122214708 * r) + (0.5363325363 * g) + (0.0514459929 * b));
        double m = Math.Cbrt((0.2119034982 * r) + (0.6806995451 * g) + (0.1073969566 * b));
        double s = Math.Cbrt((0.0883024619 * r) + (0.2817188376 * g) + (0.6299787005 * b));
        return new(
            (0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s),
            (1.9779984951 * l) - (2.4285922050 * m) + (0.4505937099 * s),
            (0.0259040371 * l) + (0.7827717662 * m) - (0.8086757660 * s));
    }

    /// <summary>How different two colours look; 0.02 is about the least one notices.</summary>
    public double Distance(Oklab other)
        => Math.Sqrt(((L - other.L) * (L - other.L)) + ((A - other.A) * (A - other.A)) + ((B - other.B) * (B - other.B)));

    /// <summary>The same hue, lighter or darker; paler where a display cannot show it otherwise.</summary>
    public Colour WithLightness(double lightness)
    {
        for (double share = 1; share > 0; share -= 0.05)
        {
            (double r, double g, double b) = Linear(lightness, A * share, B * share);
            if (Math.Min(r, Math.Min(g, b)) >= -1e-4 && Math.Max(r, Math.Max(g, b)) <= 1.0001)
            {
                return new(Display(r), Display(g), Display(b));
            }
        }

        float grey = Display(lightness * lightness * lightness);
        return new(grey, grey, grey);
    }

    private static (double R, double G, double B) Linear(double lightness, double a, double b)
    {
        double l = Cube(lightness + (0.3963377774 * a) + (0.2158037573 * b));
        double m = Cube(lightness - (0.1055613458 * a) - (0.0638541728 * b));
        double s = Cube(lightness - (0.0894841775 * a) - (1.2914855480 * b));
        return (
            (4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s),
            (-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s),
            (-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s));
    }

    private static double Cube(double value) => value * value * value;

    private static double Linear(double part) => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);

    private static float Display(double light)
    {
        double part = Math.Clamp(light, 0, 1);
        return (float)(part <= 0.0031308 ? 12.92 * part : (1.055 * Math.Pow(part, 1 / 2.4)) - 0.055);
    }
}
