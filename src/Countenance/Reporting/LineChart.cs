namespace Countenance.Reporting;

/// <summary>
/// A chart of lines over a common horizontal axis. <see cref="HtmlWriter.Chart"/> draws it with a legend, a tooltip, a text
/// alternative and its values as a table.
/// </summary>
/// <param name="Title">Title.</param>
/// <param name="XName">Name of the horizontal axis, with its unit if it has one.</param>
/// <param name="YName">Name of the vertical axis, with its unit if it has one.</param>
/// <param name="X">Positions, ascending, [P].</param>
/// <param name="Series">Lines, each with P values.</param>
/// <param name="XScale">Spacing of the horizontal axis.</param>
/// <param name="Format">How the values are written.</param>
public sealed record LineChart(
    string Title,
    string XName,
    string YName,
    IReadOnlyList<double> X,
    IReadOnlyList<ChartSeries> Series,
    ChartScale XScale = ChartScale.Linear,
    ValueFormat Format = ValueFormat.Number)
{
    /// <summary>Lines, each with P values.</summary>
    /// <exception cref="ArgumentException">There are none, or one has another number of values than there are positions.</exception>
    public IReadOnlyList<ChartSeries> Series { get; } = Validated(X, Series);

    /// <summary>The text alternative: where each line begins, ends, and is highest.</summary>
    internal string Describe() => string.Join(" ", Series.Select(Describe));

    private string Describe(ChartSeries series)
    {
        var known = Enumerable.Range(0, X.Count).Where(i => double.IsFinite(series.Values[i])).ToArray();
        if (known.Length == 0)
        {
            return $"{series.Name}: no values.";
        }

        var highest = known.MaxBy(i => series.Values[i]);
        string At(int i) => $"{FigureText.Of(series.Values[i], Format)} at {XName} {FigureText.Number(X[i])}";
        return $"{series.Name}: {At(known[0])}, {At(known[^1])}; highest {At(highest)}.";
    }

    private static IReadOnlyList<ChartSeries> Validated(IReadOnlyList<double> x, IReadOnlyList<ChartSeries> series)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(series);
        if (series.Count == 0)
        {
            throw new ArgumentException("A chart must have at least one line. Got none.", nameof(series));
        }

        foreach (var line in series)
        {
            if (line.Values.Count != x.Count)
            {
                throw new ArgumentException(
                    $"Line \"{line.Name}\" must have {x.Count} values, one per position. Got {line.Values.Count}.", nameof(series));
            }
        }

        return series;
    }
}
