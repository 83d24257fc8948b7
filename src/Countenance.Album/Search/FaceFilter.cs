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

    /// <summary>Whether a face with its expression passes; any thread may ask.</summary>
    internal Func<LabelledFace, bool> ToPredicate()
    {
        Func<string, bool>? isUnder = Folder is null ? null : Below(Folder);
        return face =>
            (Expression is null || face.Expression == Expression)
            && (isUnder is null || face.Face.Paths.Any(isUnder))
            && (From is null || face.Face.Time >= From)
            && (Until is null || face.Face.Time < Until)
            && (NotPhoto is null || face.Face.PhotoHash != NotPhoto);
    }

    // Images of a data set lie in no folder of this machine: their names begin at the data set.
    private static Func<string, bool> Below(string folder)
    {
        string named = Start(folder);
        var full = new Lazy<string>(() => Start(Path.GetFullPath(folder)));
        return path => path.StartsWith(Path.IsPathRooted(path) ? full.Value : named, StringComparison.Ordinal);
    }

    // What all paths below a folder begin with: nothing where it is the root.
    private static string Start(string folder)
    {
        string start = Path.TrimEndingDirectorySeparator(folder);
        return start == "/" ? "" : start + "/";
    }
}
