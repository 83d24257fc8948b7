namespace Countenance.Vision.Faces;

/// <summary>One way of finding faces; used by one thread at a time.</summary>
internal interface IFaceSearch : IDisposable
{
    /// <summary>Finds the faces of a photo.</summary>
    /// <param name="photo">Grey or RGB.</param>
    /// <param name="options">What to look for; the caller drops those below its score.</param>
    /// <param name="cancellation">Looked at often.</param>
    /// <returns>Faces in pixels of the photo, the surest first.</returns>
    IReadOnlyList<FaceCandidate> Find(Image photo, FaceDetectorOptions options, CancellationToken cancellation);
}
