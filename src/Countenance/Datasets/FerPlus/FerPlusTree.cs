using Countenance.Datasets.Caching;
using Countenance.Datasets.Files;
using Countenance.Vision;

namespace Countenance.Datasets.FerPlus;

/// <summary>
/// The FERPlus layout, in a folder or a zip: <c>FER2013{Train,Valid,Test}/</c>, at the top or in one folder below it, each with its PNGs
/// and a <c>label.csv</c> whose rows are <c>name,"(0, 0, 48, 48)",</c> ten votes, without a header. Images without a row are left alone.
/// </summary>
internal sealed class FerPlusTree : FerPlusFiles
{
    private const string LabelFile = "label.csv";
    private const int LeadingFields = 2;

    private readonly FileTree tree;
    private readonly List<string> folders;
    private string folder = "";

    private FerPlusTree(FileTree tree, List<string> folders)
    {
        this.tree = tree;
        this.folders = folders;
    }

    /// <summary>The layout at <paramref name="path"/>, or null when no split's folder is there.</summary>
    public static new FerPlusTree? Find(string path)
    {
        if (!FileTree.Exists(path))
        {
            return null;
        }

        FileTree tree = FileTree.Open(path);
        IReadOnlyList<string> top = tree.Folders("");
        List<string> folders = [.. top.Where(IsSplit)];
        if (folders.Count == 0)
        {
            folders = [.. top.SelectMany(tree.Folders).Where(IsSplit)];
        }

        if (folders.Count > 0)
        {
            return new FerPlusTree(tree, folders);
        }

        tree.Dispose();
        return null;
    }

    public override IReadOnlyList<FerPlusRow> ReadRows(FerPlusSplit split)
    {
        string[] matches = [.. folders.Where(name => LastSegment(name) == split.Folder)];
        folder = matches switch
        {
            [var only] => only,
            [] => throw new DatasetException(
                tree.Path, $"has no {split.Folder}, so no split '{split.Name}'; there are {string.Join(", ", folders)}"),
            _ => throw new DatasetException(tree.Path, $"holds {split.Folder} more than once: {string.Join(", ", matches)}"),
        };
        string name = $"{folder}/{LabelFile}";
        FileEntry entry = tree.Files(folder, recursive: false).FirstOrDefault(file => file.Name == name)
            ?? throw new DatasetException(tree.Place(name), "is missing");
        using FileTreeReader reader = tree.OpenReader();
        using var csv = new CsvRows(new MemoryStream(reader.Read(entry).ToArray()), tree.Place(name));
        List<FerPlusRow> rows = Parse(csv, split);
        return rows.Count > 0 ? rows : throw new DatasetException(tree.Place(name), "has no rows");
    }

    public override PixelSource Pixels(IReadOnlyList<FerPlusRow> rows, ColorMode color, PixelShape shape)
    {
        Dictionary<string, FileEntry> files = tree.Files(folder, recursive: false)
            .ToDictionary(entry => LastSegment(entry.Name), StringComparer.Ordinal);
        var entries = new List<FileEntry>(rows.Count);
        FerPlusRow? missing = null;
        foreach (FerPlusRow row in rows)
        {
            if (files.TryGetValue(LastSegment(row.Name), out FileEntry? entry))
            {
                entries.Add(entry);
            }
            else if (missing is null || row.Line < missing.Line)
            {
                missing = row;
            }
        }

        return missing is null
            ? new EncodedImages(tree, entries, color, shape, rows[0].Size)
            : throw new DatasetException(
                tree.Place($"{folder}/{LabelFile}"), missing.Line, $"the image {LastSegment(missing.Name)} is missing");
    }

    public override void Dispose()
    {
        tree.Dispose();
        base.Dispose();
    }

    private static List<FerPlusRow> Parse(CsvRows csv, FerPlusSplit split)
    {
        var rows = new List<FerPlusRow>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        (string? Field, (int, int) Size) box = default; // the same in every row, so read once
        while (csv.Next())
        {
            string[] fields = csv.Fields;
            if (fields.Length < LeadingFields || fields[0].Length == 0)
            {
                throw csv.Error($"expected a file name, a face box and {FerPlusVotes.Columns} votes");
            }

            box = fields[1] == box.Field ? box : (fields[1], FerPlusRow.ParseBox(fields[1], csv.Error));
            float[] votes = FerPlusRow.ParseVotes(fields.AsSpan(LeadingFields), csv.Error);
            if (!lines.TryAdd(fields[0], csv.Line))
            {
                throw csv.Error($"{fields[0]} has a row already, in line {lines[fields[0]]}");
            }

            if (rows.Count > 0 && rows[0].Size != box.Size)
            {
                throw csv.Error($"the face box must be of one size in all rows, {rows[0].Size}. Got {box.Size}");
            }

            rows.Add(new FerPlusRow($"{split.Folder}/{fields[0]}", rows.Count, csv.Line, votes, box.Size));
        }

        return rows;
    }

    private static bool IsSplit(string name) => FerPlusSplit.All.Any(split => split.Folder == LastSegment(name));

    private static string LastSegment(string name) => name[(name.LastIndexOf('/') + 1)..];
}
