namespace Countenance.Album.Search;

/// <summary>Which faces are looked at; every part that is null lets all pass.</summary>
public sealed record FaceFilter
{
    /// <summary>All faces.</summary>
    public static FaceFilter None { get; } = new();

    /// <summary>The expression: what a person said of the face, or else the model.</summary>
    public string? Expression { get; init; }

    /// <summary>A folder the photo, or a copy of it, lies under, at any depth.</summary>
    public string? Folder { get; init; }

    /// <summary>The photo was taken at this time or later.</summary>
    public DateTime? From { get; init; }

    /// <summary>The photo was taken before this time.</summary>
    public DateTime? Until { get; init; }

    /// <summary>SHA-256 of a photo whose faces are left out, such as the query's own.</summary>
    public string? NotPhoto { get; init; }

    /// <summary>Whether a face passes.</summary>
    /// <param name="face">The face with its expression.</param>
    internal bool Passes(LabelledFace face) =>
        (Expression is null || face.Expression == Expression)
        && (Folder is null || face.Face.Paths.Any(path => IsUnder(path, Folder)))
        && (From is null || face.Face.Time >= From)
        && (Until is null || face.Face.Time < Until)
        && (NotPhoto is null || face.Face.PhotoHash != NotPhoto);

    private static bool IsUnder(string path, string folder)
    {
        // Images of a data set lie in no folder of this machine: their names begin at the data set.
        string start = Path.TrimEndingDirectorySeparator(Path.IsPathRooted(path) ? Path.GetFullPath(folder) : folder);
        return start == "/" || path.StartsWith(start + "/", StringComparison.Ordinal);
    }
}
