using Countenance.Datasets.Files;

namespace Countenance.Datasets.CelebA;

/// <summary>
/// CelebA (Liu et al., 2015): 202,599 aligned faces with forty attributes and no expressions, for retrieval. Reads
/// <c>img_align_celeba/*.jpg</c> and <c>list_attr_celeba.txt</c>, both up to three folders down.
/// </summary>
/// <remarks>
/// Every label is −1; the classes are named all the same, after the eight expressions, so that a model of them can be put to use on these
/// faces. <see cref="ImageDataset.Attributes"/> holds the forty, −1 or 1. Splits follow <c>list_eval_partition.txt</c>; without it there is
/// only <c>all</c>. The aligned pictures, 178×218, show more than the face: the square of 120 pixels is taken in which the eyes stand a
/// third from the sides and the chin at the bottom.
/// </remarks>
internal sealed class CelebAFormat : FaceFilesFormat
{
    private const string ImageFolder = "img_align_celeba";
    private const string Everything = "all";

    private static readonly PixelBox face = new(29, 62, 120, 120);

    public override string Name => "celeba";

    public override string Description => $"folder or zip with {ImageFolder}/*.jpg and {CelebALists.AttributeFile}";

    public override IReadOnlyList<string> Splits { get; } = [.. CelebALists.Partitions, Everything];

    protected override string LabelRule => "none";

    protected override bool Recognises(FileTree tree) => tree.FindFolder(ImageFolder) is not null;

    protected override FaceFiles Read(FileTree tree, string split, CancellationToken cancellation)
    {
        var files = new Dictionary<string, FileEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (FileEntry entry in tree.Files(tree.FindFolder(ImageFolder)!, recursive: true).Where(entry => entry.IsImage))
        {
            files.TryAdd(FileTree.LastSegment(entry.Name).ToString(), entry);
        }

        using FileTreeReader reader = tree.OpenReader();
        var lists = new CelebALists(tree, reader);
        Dictionary<string, string>? partitions = split == Everything ? null : lists.ReadPartitions();
        (string[] attributeNames, IEnumerable<CelebARow> rows) = lists.ReadAttributes();
        var entries = new List<FileEntry>();
        List<int>[] attributes = [.. attributeNames.Select(_ => new List<int>())];
        var missing = new MissingImages();
        foreach (CelebARow row in rows)
        {
            if (partitions is not null && partitions.GetValueOrDefault(row.Image) != split)
            {
                continue;
            }

            if (!files.TryGetValue(row.Image, out FileEntry? entry))
            {
                missing.Add(row.Line, row.Image);
                continue;
            }

            entries.Add(entry);
            for (int i = 0; i < attributes.Length; i++)
            {
                attributes[i].Add(row.Values[i]);
            }
        }

        missing.ThrowIfAny(lists.AttributePlace);
        return new FaceFiles(
            ExpressionClasses.Eight,
            entries,
            [.. Enumerable.Repeat(-1, entries.Count)],
            [.. Enumerable.Repeat(face, entries.Count)])
        {
            Attributes = attributeNames.Zip(attributes).ToDictionary(pair => pair.First, pair => pair.Second.ToArray()),
        };
    }
}
