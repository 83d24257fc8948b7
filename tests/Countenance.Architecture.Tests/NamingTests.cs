using System.Text.RegularExpressions;

namespace Countenance.Architecture.Tests;

/// <summary>A newcomer guesses the folder from the question, and the type from the folder.</summary>
public partial class NamingTests
{
    /// <summary>Words of test names that keep their capitals.</summary>
    private static readonly HashSet<string> ProperNames =
    [
        "Bayes", "BFloat16", "Enter", "FmpNet", "fontTools", "Gaussians", "GiB", "Kaggle", "OpenCV", "PyTorch", "PyTorchs", "SplitMix64",
        "TensorBoard", "WebP",
    ];

    [Fact]
    public void The_namespace_is_the_folder()
    {
        var misplaced =
            from room in (string[])["src", "tests", "benchmarks"]
            from path in SourceTree.Files(room, ".cs")
            let match = Namespace().Match(SourceTree.Text(path))
            where match.Success
            let folder = string.Join('.', path.Split('/')[1..^1])
            where match.Groups[1].Value != folder
            select $"{path}: namespace {match.Groups[1].Value}";

        Faults.AssertNone(misplaced);
    }

    [Fact]
    public void A_file_has_the_name_of_a_type_it_holds()
    {
        var misnamed =
            from path in SourceTree.Files("src", ".cs")
            let name = Path.GetFileNameWithoutExtension(path).Split('.')[0]
            where name is not ("Program" or "AssemblyInfo" or "GlobalUsings")
            where !Declarations(path).Contains(name)
            select path;

        Faults.AssertNone(misnamed);
    }

    [Fact]
    public void No_type_is_a_drawer_for_odds_and_ends()
    {
        var drawers =
            from path in SourceTree.Files("src", ".cs").Concat(SourceTree.Files("tests", ".cs"))
            from name in Declarations(path)
            where Drawer().IsMatch(name)
            select $"{path}: {name}";

        Faults.AssertNone(drawers);
    }

    [Fact]
    public void A_test_is_named_by_a_sentence()
    {
        var misnamed =
            from path in SourceTree.Files("tests", ".cs")
            from test in TestMethod().Matches(SourceTree.Text(path))
            let name = test.Groups[1].Value
            where !name.Split('_').Index().All(word => IsWord(word.Item, isFirst: word.Index == 0))
            select $"{path}: {name}";

        Faults.AssertNone(misnamed);
    }

    private static bool IsWord(string word, bool isFirst) =>
        ProperNames.Contains(word) || Acronym().IsMatch(word) || (isFirst ? FirstWord() : Word()).IsMatch(word);

    private static HashSet<string> Declarations(string path) =>
        [.. Declaration().Matches(SourceTree.Text(path)).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^\s*(?:(?:public|internal|private|protected|file|static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*" +
        @"(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?|delegate\s+\S+)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\[(?:Fact|Theory)\b.*?\bpublic (?:\w+ )*?(?:void|Task|ValueTask) (\w+)\(", RegexOptions.Singleline)]
    private static partial Regex TestMethod();

    [GeneratedRegex("^[A-Z][a-z0-9]*$")]
    private static partial Regex FirstWord();

    [GeneratedRegex("^[a-z0-9]+$")]
    private static partial Regex Word();

    [GeneratedRegex("^[A-Z][A-Z0-9]*s?$")]
    private static partial Regex Acronym();

    [GeneratedRegex("(Utils?|Utilities|Helpers?|Managers?|Common)$")]
    private static partial Regex Drawer();
}
