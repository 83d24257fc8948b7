using Countenance.Reporting.Figures;

namespace Countenance.Tests.Reporting.Figures;

public class FigureInkTests
{
    [Fact]
    public void Thirty_six_lines_of_a_chart_can_be_told_apart()
    {
        string[] lines = [.. Enumerable.Range(0, 36).Select(i => $"{FigureInk.Line(i).ToHex()} {string.Join(' ', FigureInk.Dashes(i).ToArray())}")];

        Assert.Equal(36, lines.Distinct().Count());
    }
}
