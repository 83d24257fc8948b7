using Countenance.Album.Storage;
using Countenance.Vision;

namespace Countenance.Album.Indexing;

/// <summary>Takes every picture for one face that was cut out already, as data sets of expressions have them.</summary>
public sealed class WholePictureFinder : IFaceFinder
{
    /// <inheritdoc/>
    public string Name => "cropped 1";

    /// <inheritdoc/>
    public IReadOnlyList<FoundFace> Find(Image photo, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        Image crop = ImageTransform.Resize(photo.ToGray(), IndexedFace.CropSize, IndexedFace.CropSize);
        return [new FoundFace(new FaceRegion(0, 0, 1, 1), [], 1, crop)];
    }
}
