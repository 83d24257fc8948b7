using Countenance.Datasets.Caching;
using Countenance.Datasets.Files;
using Countenance.Vision;

namespace Countenance.Datasets.FerPlus;

/// <summary>
/// The Kaggle layout: a folder with <c>fer2013.csv</c> (columns <c>emotion, pixels, Usage</c>) and FERPlus's <c>fer2013new.csv</c> (columns
/// <c>Usage, Image name,</c> and ten votes), whose rows correspond one to one. Rows without an image name are left out, as FERPlus does.
/// </summary>
internal sealed class FerPlusCsv : FerPlusFiles
{
    /// <summary>Name of the file with the pixels.</summary>
    public const string PixelFile = "fer2013.csv";

    private const string VoteFile = "fer2013new.csv";
    private const string UsageColumn = "Usage";
    private const string NameColumn = "Image name";
    private const int Side = 48;

    private readonly string folder;
    private FerPlusSplit? split;

    private FerPlusCsv(string folder) => this.folder = folder;

    /// <summary>The layout in the folder <paramref name="path"/>, or null when neither file is there.</summary>
    public static new FerPlusCsv? Find(string path) =>
        File.Exists(Path.Combine(path, PixelFile)) || File.Exists(Path.Combine(path, VoteFile)) ? new FerPlusCsv(path) : null;

    public override IReadOnlyList<FerPlusRow> ReadRows(FerPlusSplit split)
    {
        this.split = split;
        string path = Path.Combine(folder, VoteFile);
        using CsvRows csv = CsvRows.Open(path);
        int[] columns = csv.ReadHeader([UsageColumn, NameColumn, .. FerPlusVotes.ColumnNames]);
        var rows = new List<FerPlusRow>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int position = 0; csv.Next(); position++)
        {
            string[] fields = csv.Fields;
            int votes = fields.Length - (columns.Length - FerPlusVotes.Columns);
            if (votes != FerPlusVotes.Columns)
            {
                throw csv.Error($"{Math.Max(votes, 0)} votes, expected {FerPlusVotes.Columns}");
            }

            string usage = fields[columns[0]];
            string name = fields[columns[1]];
            if (FerPlusSplit.All.All(known => known.Usage != usage))
            {
                throw csv.Error($"Usage must be one of {string.Join(", ", FerPlusSplit.All.Select(known => known.Usage))}. Got '{usage}'");
            }

            if (name.Length == 0 || usage != split.Usage)
            {
                continue;
            }

            if (!lines.TryAdd(name, csv.Line))
            {
                throw csv.Error($"{name} has a row already, in line {lines[name]}");
            }

            string[] voteFields = [.. columns.Skip(2).Select(column => fields[column])];
            rows.Add(new FerPlusRow(
                $"{split.Folder}/{name}", position, csv.Line, FerPlusRow.ParseVotes(voteFields, csv.Error), (Side, Side)));
        }

        return rows.Count > 0 ? rows : throw new DatasetException(path, $"has no rows with the usage {split.Usage}");
    }

    public override PixelSource Pixels(IReadOnlyList<FerPlusRow> rows, ColorMode color, PixelShape shape) =>
        new FerPlusCsvPixels(Path.Combine(folder, PixelFile), split!.Usage, rows, shape);
}
