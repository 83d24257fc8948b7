namespace Countenance.Reporting.Figures;

/// <summary>How finely figures are drawn.</summary>
internal static class FigureScale
{
    /// <summary>Refuses what is no scale.</summary>
    public static void Check(int scale)
    {
        if (scale is < 1 or > 8)
        {
            throw new ArgumentOutOfRangeException(nameof(scale), $"The scale must be from 1 to 8 pixels per unit. Got {scale}.");
        }
    }
}
