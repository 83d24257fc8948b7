using Countenance.Album.Storage;
using Countenance.Vision;

namespace Countenance.Album.Indexing;

/// <summary>From the bytes of a file to a photo with its faces, not embedded yet.</summary>
public sealed class PhotoSearch
{
    /// <summary>The reason when memory did not suffice.</summary>
    internal const string NoMemory = "not enough memory";

    private readonly IFaceFinder finder;

    /// <summary>Searches with a finder.</summary>
    public PhotoSearch(IFaceFinder finder)
    {
        ArgumentNullException.ThrowIfNull(finder);
        this.finder = finder;
    }

    /// <summary>
    /// Decodes a photo and finds its faces. What cannot be decoded, or not in the memory there is, or makes the finder fail gives a photo
    /// with the reason, not an exception.
    /// </summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="hash">SHA-256 of it, 64 lower-case hexadecimal digits.</param>
    /// <param name="path">Where it lies, for the reason.</param>
    /// <param name="cancellation">Stops the search for faces.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    /// <exception cref="DllNotFoundException">A native library is missing: no photo can be searched.</exception>
    /// <exception cref="FaceWeightsException">The finder's weights are missing or damaged: no photo can be searched.</exception>
    public IndexedPhoto Run(byte[] encoded, string hash, string path, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        try
        {
            Image image = ImageCodec.DecodeReduced(encoded, ColorMode.Rgb, path, finder.SufficientLongerSide);
            return Describe(image, hash, encoded.Length, PhotoTime.Read(encoded), cancellation);
        }
        catch (ImageException error)
        {
            string reason = error.Message[$"{error.ImageSource}: ".Length..];
            return Refuse(reason) with { IsRefusedForNow = error.Error == ImageError.OutOfMemory };
        }
        catch (OutOfMemoryException)
        {
            return Refuse(NoMemory) with { IsRefusedForNow = true };
        }
        catch (Exception error) when (IsOfThisPhoto(error))
        {
            return Refuse($"the search for faces failed: {error.Message}") with { IsRefusedForNow = true };
        }

        IndexedPhoto Refuse(string reason) => new(hash, encoded.Length, 0, 0, null, 0, finder.Name, reason, []);
    }

    /// <summary>Finds the faces of a photo that is decoded already.</summary>
    /// <param name="image">The photo, upright.</param>
    /// <param name="hash">What its contents are known by, 64 lower-case hexadecimal digits.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="taken">When it was taken; null when that is not known.</param>
    /// <param name="cancellation">Stops the search for faces.</param>
    internal IndexedPhoto Describe(Image image, string hash, long length, DateTime? taken, CancellationToken cancellation = default)
    {
        IndexedFace[] faces = [.. finder.Find(image, cancellation).Select(face => Keep(image, face))];
        return new IndexedPhoto(hash, length, image.Width, image.Height, taken, PictureLook.Of(image), finder.Name, null, faces);
    }

    // What would befall every photo is no refusal of one: the native libraries or the weights are missing, or the finder is disposed of.
    private static bool IsOfThisPhoto(Exception error) =>
        error is not (OperationCanceledException or TypeLoadException or TypeInitializationException or BadImageFormatException
            or FaceWeightsException or ObjectDisposedException);

    private static IndexedFace Keep(Image photo, FoundFace face)
    {
        if (face.Crop is not { Channels: 1, Width: IndexedFace.CropSize, Height: IndexedFace.CropSize })
        {
            throw new InvalidOperationException(
                $"A crop must be grey, {IndexedFace.CropSize} x {IndexedFace.CropSize}. Got {face.Crop.Width} x {face.Crop.Height}.");
        }

        return new IndexedFace(
            face.Region,
            face.Points,
            face.Score,
            FaceCrop.Sharpness(face.Crop),
            FaceCrop.Thumbnail(photo, face.Region),
            face.Crop.Pixels,
            Embedding: null);
    }
}
