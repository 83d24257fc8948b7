namespace Countenance.Architecture.Tests;

/// <summary>The checkout these tests were built from.</summary>
internal static class SourceTree
{
    /// <summary>Folders with files that are generated, or not ours.</summary>
    private static readonly HashSet<string> NotSource =
    [
        ".git", ".vs", ".vscode", ".idea", "artifacts", "bin", "obj", "runs", "demo", "node_modules", "__pycache__",
        "BenchmarkDotNet.Artifacts", "Golden", "Fixtures",
    ];

    /// <summary>The folder of the solution file.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All files under a folder of the checkout, generated ones left out: paths relative to the checkout.</summary>
    public static IEnumerable<string> Files(string folder, params string[] extensions)
    {
        var start = Path.Combine(Root, folder);
        return !Directory.Exists(start)
            ? []
            : Walk(start)
                .Where(path => extensions.Length == 0 || extensions.Contains(Path.GetExtension(path)))
                .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
                .Order(StringComparer.Ordinal);
    }

    /// <summary>The lines of a file of the checkout.</summary>
    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    /// <summary>The text of a file of the checkout.</summary>
    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder).Concat(
            Directory.EnumerateDirectories(folder).Where(child => !NotSource.Contains(Path.GetFileName(child))).SelectMany(Walk));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Countenance.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"Countenance.slnx is in no folder above {AppContext.BaseDirectory}.");
    }
}
