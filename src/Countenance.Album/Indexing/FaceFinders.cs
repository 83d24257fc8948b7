namespace Countenance.Album.Indexing;

/// <summary>The ways to find faces: one line each.</summary>
public static class FaceFinders
{
    /// <summary>All of them; the first is the default.</summary>
    public static IReadOnlyList<FaceFinderEntry> All { get; } =
    [
        new("detect", "faces are looked for in photos", static () => new DetectedFaceFinder()) { Method = "blazeface" },
        new("cropped", "every picture is one face, cut out already", static () => new WholePictureFinder()),
    ];

    /// <summary>Finds one by its name.</summary>
    /// <exception cref="ArgumentException">There is none of this name; the message lists those there are.</exception>
    public static FaceFinderEntry Find(string name) =>
        All.FirstOrDefault(entry => entry.Name == name)
        ?? throw new ArgumentException($"Faces must be {string.Join(" or ", All.Select(entry => entry.Name))}. Got {name}.", nameof(name));

    /// <summary>The way that photos of an album were searched, in whatever version of it; null when it is none of these.</summary>
    /// <param name="finder">Name of the finder, as the album has it.</param>
    public static FaceFinderEntry? OfPhotos(string finder)
    {
        ArgumentNullException.ThrowIfNull(finder);
        return All.FirstOrDefault(entry => finder.StartsWith(entry.Method + " ", StringComparison.Ordinal));
    }
}
