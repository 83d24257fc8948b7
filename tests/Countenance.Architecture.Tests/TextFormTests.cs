using System.Text;

namespace Countenance.Architecture.Tests;

/// <summary>
/// What the compiler's formatting rules do not reach: scripts, native code, pages, documents. (C# is also checked by the build.)
/// </summary>
public class TextFormTests
{
    private static readonly string[] Code = [".cs", ".cpp", ".h", ".py", ".sh", ".csproj", ".props", ".targets", ".slnx"];
    private static readonly string[] Text =
        [.. Code, ".md", ".json", ".txt", ".css", ".js", ".html", ".yml", ".editorconfig", ".gitignore", ""];

    [Fact]
    public void Text_files_end_lines_the_same_way_and_leave_no_blanks_behind()
    {
        List<string> faults = [];
        foreach (var path in SourceTree.Files("", Text).Where(path => !IsOfOthers(path)))
        {
            var bytes = File.ReadAllBytes(Path.Combine(SourceTree.Root, path));
            if (bytes.Length == 0)
            {
                continue;
            }

            if (bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble))
            {
                faults.Add($"{path}: begins with a byte order mark");
            }

            if (bytes.Contains((byte)'\r'))
            {
                faults.Add($"{path}: carriage returns");
            }

            if (bytes[^1] != '\n')
            {
                faults.Add($"{path}: the last line does not end");
            }

            var lines = Encoding.UTF8.GetString(bytes).Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                var line = lines[i].TrimEnd('\r');
                if (line.Length > 0 && line[^1] is ' ' or '\t')
                {
                    faults.Add($"{path}:{i + 1}: blanks at the end of the line");
                }

                if (Code.Contains(Path.GetExtension(path)) && line.Contains('\t', StringComparison.Ordinal))
                {
                    faults.Add($"{path}:{i + 1}: a tab");
                }
            }
        }

        Faults.AssertNone(faults);
    }

    [Fact]
    public void Lines_of_documents_have_at_most_140_characters()
    {
        const int longest = 140; // as .editorconfig has it; tables and code cannot be broken
        List<string> faults = [];
        foreach (var path in SourceTree.Files("", ".md"))
        {
            var isCode = false;
            var lines = SourceTree.Lines(path);
            for (var i = 0; i < lines.Length; i++)
            {
                var line = lines[i].TrimStart();
                isCode ^= line.StartsWith("```", StringComparison.Ordinal);
                if (!isCode && !line.StartsWith('|') && lines[i].Length > longest)
                {
                    faults.Add($"{path}:{i + 1}: {lines[i].Length} characters");
                }
            }
        }

        Faults.AssertNone(faults);
    }

    [Theory]
    [InlineData("countenance")]
    [InlineData("test.sh")]
    [InlineData("scripts/setup.sh")]
    [InlineData(".ci/run")]
    public void The_scripts_can_be_run(string path) =>
        Assert.True(
            OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(SourceTree.Root, path)).HasFlag(UnixFileMode.UserExecute));

    // Bundled as their authors publish them.
    private static bool IsOfOthers(string path) => path.Contains("/Assets/uPlot", StringComparison.Ordinal);
}
