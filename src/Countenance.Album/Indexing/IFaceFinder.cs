using Countenance.Vision;

namespace Countenance.Album.Indexing;

/// <summary>Finds the faces of a photo and cuts them out as models want them. Called from several threads at a time.</summary>
public interface IFaceFinder
{
    /// <summary>
    /// Names the method, its weights and its settings: contents that a finder of another name looked at are looked at again when they are
    /// asked for.
    /// </summary>
    string Name { get; }

    /// <summary>Finds the faces.</summary>
    /// <param name="photo">The upright photo, RGB.</param>
    /// <returns>The faces, in an order that depends on nothing but the photo.</returns>
    IReadOnlyList<FoundFace> Find(Image photo);
}
