using System.Globalization;

namespace Countenance.Reporting;

/// <summary>How figures are written in a report: always the invariant culture; a figure that is not finite is a dash.</summary>
internal static class FigureText
{
    /// <summary>In place of the class of an image that has none.</summary>
    public const string NoLabel = "no label";

    private const string Missing = "–";

    /// <summary>A fraction as a percentage, such as <c>79.85 %</c> with a narrow no-break space.</summary>
    public static string Share(double fraction, int decimals = 2) => double.IsFinite(fraction)
        ? (fraction * 100).ToString("F" + decimals, CultureInfo.InvariantCulture) + "\u202f%"
        : Missing;

    /// <summary>Four significant digits; very small and very large numbers in scientific form.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            return Missing;
        }

        var size = Math.Abs(value);
        var format = size is 0 or (>= 1e-3 and < 1e6) ? (size >= 9999.5 ? "#,0.#" : "G4") : "0.###e0";
        return Signed(value.ToString(format, CultureInfo.InvariantCulture));
    }

    /// <summary>A score such as an NMI, three decimals; one that rounds to zero has no sign.</summary>
    public static string Score(double value) =>
        double.IsFinite(value) ? Signed((Math.Round(value, 3) + 0.0).ToString("F3", CultureInfo.InvariantCulture)) : Missing;

    /// <summary>A distance in the embedding, two decimals.</summary>
    public static string Distance(double value) =>
        double.IsFinite(value) ? value.ToString("F2", CultureInfo.InvariantCulture) : Missing;

    /// <summary>A count, thousands separated.</summary>
    public static string Count(long count) => Signed(count.ToString("N0", CultureInfo.InvariantCulture));

    /// <summary>A number of images: <c>1 image</c>, <c>1,412 images</c>.</summary>
    public static string Images(long count) => count == 1 ? "1 image" : $"{Count(count)} images";

    /// <summary>A value in the given format.</summary>
    public static string Of(double value, ValueFormat format) => format == ValueFormat.Share ? Share(value) : Number(value);

    private static string Signed(string text) => text.Replace('-', '−');
}
