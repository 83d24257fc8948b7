using Countenance.Datasets.AffectNet;
using Countenance.Datasets.Bu3dfe;
using Countenance.Datasets.CelebA;
using Countenance.Datasets.CkPlus;
using Countenance.Datasets.FerPlus;
using Countenance.Datasets.Files;
using Countenance.Datasets.Folders;
using Countenance.Datasets.Jaffe;
using Countenance.Datasets.Packed;
using Countenance.Datasets.Synthetic;

namespace Countenance.Datasets;

/// <summary>The data-set formats there are. A new format is one class and one line in <see cref="All"/>.</summary>
public static class DatasetFormats
{
    /// <summary>Every format, in the order in which <see cref="Open"/> asks them: the most particular layout first.</summary>
    public static IReadOnlyList<IDatasetFormat> All { get; } =
    [
        new SyntheticFormat(),
        new PackedFormat(),
        new FerPlusFormat(),
        new AffectNetFormat(),
        new CkPlusFormat(),
        new CelebAFormat(),
        new JaffeFormat(),
        new Bu3dfeFormat(),
        new FolderFormat(),
    ];

    /// <summary>The format called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the valid names.</exception>
    public static IDatasetFormat Find(string name) =>
        All.FirstOrDefault(format => format.Name == name)
        ?? throw new ArgumentException(
            $"Format must be one of {string.Join(", ", All.Select(format => format.Name))}. Got '{name}'.", nameof(name));

    /// <summary>
    /// Opens one split in the request's format, or in the first one that recognises the files. The caller owns the data set.
    /// </summary>
    /// <param name="request">Which images, and how.</param>
    /// <param name="progress">Told how far the images are decoded, on one thread; not if they are decoded already.</param>
    /// <param name="cancellation">Stops between two images, and leaves nothing behind.</param>
    /// <exception cref="ArgumentException">The format, the split or an option does not exist.</exception>
    /// <exception cref="DatasetException">No format recognises the files, or they are not as the format demands.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public static ImageDataset Open(
        DatasetRequest request, IProgress<DecodingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        IDatasetFormat? format = request.Format is { } name
            ? Find(name)
            : All.FirstOrDefault(candidate => candidate.Recognises(request.Path));
        if (format is null)
        {
            RequireReadable(request.Path);
            throw new DatasetException(
                request.Path,
                "no data-set format recognises it; looked for "
                + string.Join(", ", All.Select(known => $"{known.Name} ({known.Description})")));
        }

        return format.Open(request, progress, cancellation);
    }

    // Formats only say that they do not know a damaged file; that it is damaged is the better message.
    private static void RequireReadable(string path)
    {
        if (PackedFormat.IsNamed(path))
        {
            PackedFormat.RequirePacked(path);
        }
        else
        {
            using FileTree tree = FileTree.Open(path);
            tree.Folders("");
        }
    }
}
