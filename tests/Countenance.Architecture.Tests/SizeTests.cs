using System.Text.RegularExpressions;

namespace Countenance.Architecture.Tests;

/// <summary>Nothing grows past what one can read.</summary>
public partial class SizeTests
{
    private const int LongestFile = 400;
    private const int LongestEngineShim = 870;
    private const int MostEngineExports = 30;

    [Fact]
    public void A_source_file_has_at_most_400_lines()
    {
        var tooLong = SourceTree.Files("", ".cs", ".cpp", ".h", ".py", ".sh")
            .Select(path => (path, lines: SourceTree.Lines(path).Length))
            .Where(file => file.lines > LongestFile)
            .Select(file => $"{file.path}: {file.lines} lines");

        Faults.AssertNone(tooLong);
    }

    [Fact]
    public void The_engine_shim_has_at_most_870_lines_and_30_exports()
    {
        var lines = SourceTree.Files("native/torch", ".cpp", ".h").SelectMany(SourceTree.Lines).Count();
        var exports = SourceTree.Files("native/torch", ".h").SelectMany(SourceTree.Lines).Count(line => Export().IsMatch(line));

        Assert.InRange(lines, 1, LongestEngineShim);
        Assert.InRange(exports, 1, MostEngineExports);
    }

    [GeneratedRegex(@"^CT_EXPORT\b")]
    private static partial Regex Export();
}
