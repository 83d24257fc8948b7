namespace Countenance.Reporting.Figures;

/// <summary>Round positions along an axis.</summary>
internal static class AxisTicks
{
    private static readonly double[] Steps = [1, 2, 2.5, 5, 10];

    /// <summary>Round numbers between two bounds.</summary>
    /// <param name="low">Lower bound.</param>
    /// <param name="high">Upper bound, above the lower.</param>
    /// <param name="wanted">The most steps between them.</param>
    public static IReadOnlyList<double> Between(double low, double high, int wanted)
    {
        double rough = (high - low) / wanted;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = Steps.First(candidate => candidate * power >= rough * 0.999) * power;
        double first = Math.Ceiling((low / step) - 1e-6);
        double last = Math.Floor((high / step) + 1e-6);
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
    }
}
