namespace Countenance.Reporting;

/// <summary>A line of a <see cref="LineChart"/>.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Values">One value per position of the chart; NaN and infinities are gaps.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double> Values);
