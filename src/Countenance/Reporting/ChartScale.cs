namespace Countenance.Reporting;

/// <summary>Spacing of a chart's horizontal axis.</summary>
public enum ChartScale
{
    /// <summary>Even; ticks at round numbers.</summary>
    Linear,

    /// <summary>By powers of two, for positive positions; a tick at every position.</summary>
    Log2,
}
