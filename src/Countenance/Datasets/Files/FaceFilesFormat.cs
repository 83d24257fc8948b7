using Countenance.Datasets.Caching;
using Countenance.Vision;

namespace Countenance.Datasets.Files;

/// <summary>
/// A format whose images are files in a folder or a zip, of any size, with one label each. What a format adds is how the files are found
/// and labelled.
/// </summary>
/// <remarks>
/// Faces are resized to <see cref="DefaultSize"/> pixels per side unless the request says otherwise: more than every backbone's input but
/// AlexNet's, less than the published pictures, and 12.5 kB a grey face in the cache (5.2 GB for all of AffectNet).
/// </remarks>
internal abstract class FaceFilesFormat : IDatasetFormat
{
    /// <summary>Height and width of the faces without <see cref="DatasetRequest.Size"/>.</summary>
    public const int DefaultSize = 112;

    public abstract string Name { get; }

    public abstract string Description { get; }

    public abstract IReadOnlyList<string> Splits { get; }

    /// <summary>How labels were given: <see cref="ImageDataset.LabelRule"/>.</summary>
    protected abstract string LabelRule { get; }

    public bool Recognises(string path)
    {
        try
        {
            using FileTree? tree = FileTree.Exists(path) ? FileTree.Open(path) : null;
            return tree is not null && Recognises(tree);
        }
        catch (DatasetException)
        {
            return false;
        }
    }

    public ImageDataset Open(
        DatasetRequest request, IProgress<DecodingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.RequireSplitOf(this);
        request.RequireMajority(this);
        using FileTree tree = FileTree.Open(request.Path);
        if (!Recognises(tree))
        {
            throw new DatasetException(request.Path, $"is not {Name}: expected a {Description}");
        }

        FaceFiles files = Read(tree, request.Split, cancellation);
        if (files.Entries.Count == 0)
        {
            throw new DatasetException(request.Path, $"has no labelled images in the split '{request.Split}'");
        }

        ColorMode color = request.Color ?? ColorMode.Gray;
        int side = request.Size ?? DefaultSize;
        var shape = new PixelShape(files.Entries.Count, color == ColorMode.Gray ? 1 : 3, side, side);
        var pixels = new EncodedImages(tree, files.Entries, color, shape, storedSize: null, files.Faces);
        return new ImageDataset(
            new DatasetIdentity(Name, request.Split, LabelRule, files.ClassNames)
            {
                LeftOut = [.. files.LeftOut.Where(reason => reason.Count > 0)],
            },
            new DatasetLabels([.. files.Entries.Select(entry => entry.Name)], files.Labels, Attributes: files.Attributes),
            shape,
            new PixelCache(request.EffectiveCacheDirectory).Open($"{Name}-{request.Split}", pixels, progress, cancellation));
    }

    /// <summary>Whether the names of the files are those of this layout.</summary>
    /// <exception cref="DatasetException">The files cannot be listed.</exception>
    protected abstract bool Recognises(FileTree tree);

    /// <summary>Finds and labels the files of one split of a tree that was recognised.</summary>
    /// <exception cref="DatasetException">They are not as the layout demands.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    protected abstract FaceFiles Read(FileTree tree, string split, CancellationToken cancellation);
}
