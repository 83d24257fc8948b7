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

    /// <summary>Pixels that the longer side of a photo must keep when it is decoded: more would not help this finder.</summary>
    int SufficientLongerSide => int.MaxValue;

    /// <summary>Finds the faces.</summary>
    /// <param name="photo">The upright photo, RGB.</param>
    /// <param name="cancellation">Stops soon.</param>
    /// <returns>The faces, in an order that depends on nothing but the photo.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    IReadOnlyList<FoundFace> Find(Image photo, CancellationToken cancellation = default);
}
