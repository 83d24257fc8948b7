using Countenance.Datasets.Caching;
using Countenance.Datasets.Files;
using Countenance.Vision;

namespace Countenance.Datasets.Folders;

/// <summary>
/// One folder per class, whose name is the class's; the images in it and below it, of any size. If folders called train, valid (or val) and
/// test are at the top, each holds the class folders of that split; otherwise all is the split <c>all</c>, which is also what there is to
/// train on. Read from a folder or a zip.
/// </summary>
/// <remarks>
/// Classes are sorted by name, over all splits together, so that a class missing from one split keeps its number. There are no votes: only
/// the label rule <c>majority</c> applies, and <see cref="ImageDataset.LabelRule"/> says <c>folder</c>.
/// <para>
/// Without <see cref="DatasetRequest.Size"/> images are resized to the size of the split's first image, if neither of its sides is above
/// <see cref="FaceFilesFormat.DefaultSize"/>. Otherwise they are photos, of any shape: of each the middle square is stored, at that size.
/// </para>
/// </remarks>
internal sealed class FolderFormat : IDatasetFormat
{
    /// <summary>The split that is everything there is.</summary>
    private const string Everything = "all";

    private const string Training = "train";

    private static readonly Dictionary<string, string> splitFolderNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = "train",
        ["valid"] = "valid",
        ["val"] = "valid",
        ["test"] = "test",
    };

    public string Name => "folder";

    public string Description => "folder or zip with one folder of images per class, perhaps inside train, valid and test";

    public IReadOnlyList<string> Splits { get; } = [Training, "valid", "test", Everything];

    public bool Recognises(string path)
    {
        try
        {
            using FileTree? tree = FileTree.Exists(path) ? FileTree.Open(path) : null;
            return tree?.Folders("").Any(folder => tree.Files(folder, recursive: true).Any(entry => entry.IsImage)) ?? false;
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
        (string split, string[] classes, List<ClassFolder> folders) = FindClasses(tree, request.Split);
        var entries = new List<FileEntry>();
        var labels = new List<int>();
        foreach (ClassFolder folder in folders)
        {
            FileEntry[] images = [.. tree.Files(folder.Path, recursive: true).Where(entry => entry.IsImage)];
            entries.AddRange(images);
            labels.AddRange(Enumerable.Repeat(Array.IndexOf(classes, folder.Class), images.Length));
        }

        if (entries.Count == 0)
        {
            throw new DatasetException(
                tree.Path, $"has no images ({string.Join(", ", FileEntry.ImageExtensions)}) in the class folders of '{split}'");
        }

        ColorMode color = request.Color ?? ColorMode.Gray;
        (int width, int height) = request.Size is { } side ? (side, side) : SizeOf(tree, entries[0], color);
        PixelBox[]? middles = null;
        if (request.Size is null && Math.Max(width, height) > FaceFilesFormat.DefaultSize)
        {
            width = height = FaceFilesFormat.DefaultSize;
            middles = new PixelBox[entries.Count];
        }

        var shape = new PixelShape(entries.Count, color == ColorMode.Gray ? 1 : 3, height, width);
        var pixels = new EncodedImages(tree, entries, color, shape, storedSize: null, middles);
        return new ImageDataset(
            new DatasetIdentity(Name, split, Name, classes),
            new DatasetLabels([.. entries.Select(entry => entry.Name)], [.. labels]),
            shape,
            new PixelCache(request.EffectiveCacheDirectory).Open($"{Name}-{split}", pixels, progress, cancellation));
    }

    /// <summary>The split there is for the one asked for, the names of all classes, and its class folders.</summary>
    private static (string Split, string[] Classes, List<ClassFolder> Folders) FindClasses(FileTree tree, string split)
    {
        IReadOnlyList<string> top = tree.Folders("");
        string[] splitFolders = [.. top.Where(splitFolderNames.ContainsKey)];
        if (splitFolders.Length == 0)
        {
            split = split is Training or Everything
                ? Everything
                : throw new DatasetException(
                    tree.Path, $"has no folder for the split '{split}'; without train, valid and test ask for '{Everything}'");
        }

        List<ClassFolder> folders = splitFolders.Length == 0
            ? [.. top.Select(path => new ClassFolder(Everything, path, path))]
            : [.. splitFolders.SelectMany(parent => tree.Folders(parent)
                .Select(path => new ClassFolder(splitFolderNames[parent], path[(parent.Length + 1)..], path)))];
        string[] classes = [.. folders.Select(folder => folder.Class).Distinct().Order(StringComparer.Ordinal)];
        List<ClassFolder> chosen = [.. folders.Where(folder => split == Everything || folder.Split == split)];
        return chosen.Count > 0
            ? (split, classes, chosen)
            : throw new DatasetException(tree.Path, $"has no class folders for the split '{split}'; there are {string.Join(", ", top)}");
    }

    /// <summary>The first image's size. If it is unreadable any size will do: decoding tells of it, and of the others.</summary>
    private static (int Width, int Height) SizeOf(FileTree tree, FileEntry entry, ColorMode color)
    {
        const int Fallback = 64;
        using FileTreeReader reader = tree.OpenReader();
        try
        {
            Image image = ImageCodec.Decode(reader.Read(entry), color, tree.Place(entry.Name));
            return (image.Width, image.Height);
        }
        catch (Exception exception) when (exception is ImageException or DatasetException)
        {
            return (Fallback, Fallback);
        }
    }

    private sealed record ClassFolder(string Split, string Class, string Path);
}
