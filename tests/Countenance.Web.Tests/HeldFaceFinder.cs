using Countenance.Album.Indexing;
using Countenance.Vision;

namespace Countenance.Web.Tests;

/// <summary>Finds the whole picture, once it may.</summary>
internal sealed class HeldFaceFinder(ManualResetEventSlim gate, TaskCompletionSource entered) : IFaceFinder
{
    private readonly WholePictureFinder finder = new();

    public string Name => "held";

    public IReadOnlyList<FoundFace> Find(Image photo, CancellationToken cancellation = default)
    {
        entered.TrySetResult();
        gate.Wait(cancellation);
        return finder.Find(photo, cancellation);
    }
}
