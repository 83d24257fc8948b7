using Countenance.Datasets.Files;

namespace Countenance.Datasets.CkPlus;

/// <summary>The frames of one sequence.</summary>
/// <param name="Key">Its last two folders in capitals, <c>S005/001</c>.</param>
/// <param name="Frames">The images, by name and so in time; at least one.</param>
internal sealed record CkPlusSequence(string Key, IReadOnlyList<FileEntry> Frames)
{
    /// <summary>The code of the person, such as <c>S005</c>.</summary>
    public string Subject => Key[..Key.IndexOf('/')];

    /// <summary>All sequences with images, by key.</summary>
    public static IEnumerable<CkPlusSequence> FindAll(FileTree tree, string folder) => tree.Files(folder, recursive: true)
        .Where(entry => entry.IsImage)
        .GroupBy(entry => KeyOf(entry.Name))
        .Where(group => group.Key.Length > 0)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => new CkPlusSequence(group.Key, [.. group.OrderBy(entry => entry.Stem, StringComparer.OrdinalIgnoreCase)]));

    /// <summary>The key of the sequence to which a file belongs, or nothing when it does not lie in two folders.</summary>
    public static string KeyOf(string name) => name.Split('/') is [.., var subject, var sequence, _]
        ? $"{subject}/{sequence}".ToUpperInvariant()
        : "";

    /// <summary>The frame of that name, or the last.</summary>
    public FileEntry Peak(string name) =>
        Frames.FirstOrDefault(frame => frame.Stem.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? Frames[^1];
}
