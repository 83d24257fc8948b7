namespace Countenance.Torch;

/// <summary>Where a path leads when every symbolic link on the way is followed.</summary>
public static class RealPath
{
    private const int MostLinks = 40; // as many as Linux follows

    /// <summary>The path without links; parts that do not exist stay as they are.</summary>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Of(string path) => Of(path, MostLinks);

    private static string Of(string path, int links)
    {
        if (links < 0)
        {
            throw new IOException($"{path}: more than {MostLinks} symbolic links, or a circle of them.");
        }

        string full = Path.GetFullPath(path);
        string real = Path.GetPathRoot(full)!;
        foreach (string part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(Path.Combine(real, part));
            real = next.LinkTarget is null ? next.FullName : Of(next.ResolveLinkTarget(returnFinalTarget: false)!.FullName, --links);
        }

        return real;
    }
}
