namespace Countenance.Tests.Datasets;

/// <summary>Finds data that lie beside the repository, in <c>../shared/data</c> (one level further up from a worktree).</summary>
internal static class SharedData
{
    /// <summary>The full path of a file of the shared data, or null when it is not on this machine.</summary>
    public static string? Find(string name)
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Countenance.slnx")))
        {
            root = root.Parent;
        }

        return new[] { root?.Parent, root?.Parent?.Parent }
            .OfType<DirectoryInfo>()
            .Select(folder => Path.Combine(folder.FullName, "shared", "data", name))
            .FirstOrDefault(File.Exists);
    }
}
