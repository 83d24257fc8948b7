using System.Globalization;
using Countenance.Datasets.Files;
using Countenance.Vision;

namespace Countenance.Datasets.AffectNet;

/// <summary>
/// The official layout: <c>training.csv</c> and <c>validation.csv</c>, at the top or up to three folders down, list the pictures in
/// <c>Manually_Annotated_Images</c> (or beside the list) with the box of the face, landmarks, expression, valence and arousal.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>A list may come without its header; then its columns are the official nine. With one, their order is free and only path, box
/// and expression are needed.</item>
/// <item>The published pictures show more than the face, and the box is cut out. Where it is NULL, empty or without a size (−1), or less
/// than half of it lies in the picture, the middle square of the picture is taken.</item>
/// <item>Pictures that somebody has cut out already no longer fit their boxes. If of 32 pictures spread over the list more than half do not
/// hold their box, no box of the list is used.</item>
/// </list>
/// Landmarks make the list a gigabyte in memory, so it is read row by row and only what is needed is kept.
/// </remarks>
/// <param name="tree">The files.</param>
internal sealed class AffectNetList(FileTree tree)
{
    private const string ImageFolder = "Manually_Annotated_Images";
    private const string FolderPrefix = "Manually_Annotated";
    private const int Probes = 32;

    private static readonly string[] columnNames =
    [
        "subDirectory_filePath", "face_x", "face_y", "face_width", "face_height", "facial_landmarks", "expression", "valence", "arousal",
    ];

    private static readonly string[] neededColumns = [.. columnNames[..5], "expression"];

    /// <summary>Whether one of the lists is there and a folder is called as AffectNet's are.</summary>
    public static bool IsIn(FileTree tree) =>
        AffectNetSplit.All.Any(split => tree.FindFile(split.List) is not null)
        && tree.LayoutFolders().Any(
            folder => FileTree.LastSegment(folder).StartsWith(FolderPrefix, StringComparison.OrdinalIgnoreCase));

    public FaceFiles Read(AffectNetSplit split)
    {
        FileEntry list = tree.FindFile(split.List)
            ?? throw new DatasetException(tree.Path, $"has no {split.List}, so no split '{split.Name}'");
        string root = tree.FindFolder(ImageFolder) ?? list.Name[..Math.Max(0, list.Name.LastIndexOf('/'))];
        var files = new Dictionary<string, FileEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (FileEntry entry in tree.Files(root, recursive: true))
        {
            files.TryAdd(entry.Name, entry);
        }

        var expressions = new AffectNetExpressions();
        var entries = new List<FileEntry>();
        var labels = new List<int>();
        var faces = new List<PixelBox>();
        var missing = new MissingImages();
        using FileTreeReader reader = tree.OpenReader();
        using (var csv = new CsvRows(reader.OpenStream(list), tree.Place(list.Name)))
        {
            foreach (Row row in Rows(csv))
            {
                int label = expressions.Take(row.Expression);
                if (label < 0)
                {
                    continue;
                }

                string name = root.Length == 0 ? row.Path : $"{root}/{row.Path}";
                if (files.TryGetValue(name, out FileEntry? entry))
                {
                    entries.Add(entry);
                    labels.Add(label);
                    faces.Add(row.Face(csv));
                }
                else
                {
                    missing.Add(csv.Line, row.Path);
                }
            }
        }

        missing.ThrowIfAny(tree.Place(list.Name));
        return new FaceFiles(
            ExpressionClasses.Eight, entries, [.. labels], AreCutOut(reader, entries, faces) ? new PixelBox[entries.Count] : faces)
        {
            LeftOut = [.. expressions.LeftOut],
        };
    }

    private static IEnumerable<Row> Rows(CsvRows csv)
    {
        int[]? columns = null;
        while (csv.Next())
        {
            string[] fields = csv.Fields;
            if (columns is null)
            {
                bool isHeader = fields.Contains(columnNames[0]);
                columns = Columns(csv, isHeader ? fields : columnNames);
                if (isHeader)
                {
                    continue;
                }
            }

            if (fields.Length <= columns.Max())
            {
                throw csv.Error($"{fields.Length} fields, expected {columnNames.Length}");
            }

            string code = fields[columns[5]];
            if (!int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out int expression)
                || expression >= AffectNetExpressions.Count)
            {
                throw csv.Error($"the expression must be a whole number from 0 to {AffectNetExpressions.Count - 1}. Got '{code}'");
            }

            yield return new Row(fields[columns[0]].Replace('\\', '/'), expression, [.. columns[1..5].Select(column => fields[column])]);
        }
    }

    private static int[] Columns(CsvRows csv, string[] names)
    {
        int[] columns = [.. neededColumns.Select(name => Array.IndexOf(names, name))];
        return columns.Contains(-1)
            ? throw csv.Error($"the header must have the columns {string.Join(", ", neededColumns)}. Got {string.Join(", ", names)}")
            : columns;
    }

    private bool AreCutOut(FileTreeReader reader, List<FileEntry> entries, List<PixelBox> faces)
    {
        int[] known = [.. Enumerable.Range(0, entries.Count).Where(i => faces[i].IsKnown)];
        int probes = Math.Min(Probes, known.Length);
        int readable = 0;
        int outside = 0;
        for (int probe = 0; probe < probes; probe++)
        {
            int index = known[(int)((long)probe * known.Length / probes)];
            try
            {
                Image image = ImageCodec.Decode(reader.Read(entries[index]), ColorMode.Gray, tree.Place(entries[index].Name));
                readable++;
                outside += faces[index].IsIn(image.Width, image.Height) ? 0 : 1;
            }
            catch (Exception exception) when (exception is ImageException or DatasetException)
            {
                // Decoding all of them tells of it.
            }
        }

        return 2 * outside > readable;
    }

    private sealed record Row(string Path, int Expression, string[] Box)
    {
        /// <summary>The box; unknown when a number of it is missing or negative.</summary>
        public PixelBox Face(CsvRows csv)
        {
            Span<int> box = stackalloc int[Box.Length];
            for (int i = 0; i < box.Length; i++)
            {
                string field = Box[i];
                if (field.Length == 0 || field.Equals("NULL", StringComparison.OrdinalIgnoreCase))
                {
                    return default;
                }

                if (!double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                    || !(Math.Abs(number) < int.MaxValue))
                {
                    throw csv.Error($"{columnNames[i + 1]} must be a number of pixels. Got '{field}'");
                }

                box[i] = (int)Math.Round(number);
            }

            return box[2] > 0 && box[3] > 0 ? new PixelBox(box[0], box[1], box[2], box[3]) : default;
        }
    }
}
