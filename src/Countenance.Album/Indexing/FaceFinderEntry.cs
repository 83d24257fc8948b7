namespace Countenance.Album.Indexing;

/// <summary>A way to find faces, by its name on the command line.</summary>
/// <param name="Name">Name.</param>
/// <param name="Description">What it does, in a few words.</param>
/// <param name="Create">Makes one; whoever asks for it disposes of it when it is disposable.</param>
public sealed record FaceFinderEntry(string Name, string Description, Func<IFaceFinder> Create)
{
    /// <summary>How the names of its finders begin, before their version; its own name where nothing else is said.</summary>
    public string Method { get; init; } = Name;
}
