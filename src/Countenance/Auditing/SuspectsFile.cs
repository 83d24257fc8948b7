using System.Globalization;
using Countenance.Datasets;
using Countenance.Datasets.Files;
using Countenance.Torch;
using CsvHelper;

namespace Countenance.Auditing;

/// <summary>
/// Suspects as comma-separated text, one per line in the order of their rank:
/// <c>rank,file,label,suggested,probability,labelTypicality,reason</c>.
/// With its column <c>label</c> put right, the file is one that <see cref="LabelsFile"/> reads.
/// </summary>
public static class SuspectsFile
{
    private const string LabelTypicality = "labelTypicality";
    private const string FormerTypicality = "typicality"; // in files of before 2026-11-29

    private static readonly string[] Columns = ["rank", "file", "label", "suggested", "probability", LabelTypicality, "reason"];

    private static readonly CsvWriterOptions Options = new() { NewLine = "\n" };

    /// <summary>Writes the file atomically.</summary>
    /// <exception cref="IOException">The file could not be written; an old one stays.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string path, IReadOnlyList<Suspect> suspects)
    {
        ArgumentNullException.ThrowIfNull(suspects);
        AtomicFile.Write(path, stream =>
        {
            using var csv = CsvWriter.Create(stream, Options, leaveOpen: true);
            WriteRow(csv, Columns);
            foreach (Suspect suspect in suspects)
            {
                WriteRow(
                    csv,
                    suspect.Rank.ToString(CultureInfo.InvariantCulture),
                    suspect.File,
                    suspect.Label,
                    suspect.Suggested,
                    suspect.Probability.ToString("0.000000", CultureInfo.InvariantCulture),
                    suspect.Typicality.ToString("0.000000", CultureInfo.InvariantCulture),
                    suspect.Reason);
            }
        });
    }

    /// <summary>Reads a file that <see cref="Write"/> wrote, in its order; a column that was put right since is taken as it is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dataset">Names the images.</param>
    /// <exception cref="DatasetException">
    /// The file is missing or lacks a column, or a line names an unknown image or holds no number where one must be; the message names the
    /// line.
    /// </exception>
    public static IReadOnlyList<Suspect> Read(string path, ImageDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        using CsvRows rows = CsvRows.Open(path);
        if (!rows.Next())
        {
            throw new DatasetException(path, $"is empty; a header line was expected: {string.Join(',', Columns)}");
        }

        string[] header = Array.ConvertAll(rows.Fields, field => field == FormerTypicality ? LabelTypicality : field);
        int[] places = [.. Columns.Select(column => Array.IndexOf(header, column))];
        if (places.Contains(-1))
        {
            throw rows.Error($"the header must have the columns {string.Join(", ", Columns)}. Got {string.Join(", ", rows.Fields)}");
        }

        int columns = rows.Fields.Length;
        var images = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < dataset.Count; i++)
        {
            images.TryAdd(dataset.Names[i], i);
        }

        var suspects = new List<Suspect>();
        while (rows.Next())
        {
            if (rows.Fields.Length != columns)
            {
                throw rows.Error($"{rows.Fields.Length} fields, expected {columns}");
            }

            string[] fields = [.. places.Select(place => rows.Fields[place])];
            if (!images.TryGetValue(fields[1], out int image))
            {
                throw rows.Error($"the data set has no image '{fields[1]}'");
            }

            suspects.Add(new Suspect(
                suspects.Count + 1, image, fields[1], fields[2], fields[3], Share(rows, fields[4]), Share(rows, fields[5]), fields[6]));
        }

        return suspects;
    }

    private static double Share(CsvRows rows, string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double share) && share is >= 0 and <= 1
            ? share
            : throw rows.Error($"'{text}' is not a number from 0 to 1");

    private static void WriteRow(CsvWriter csv, params string[] fields)
    {
        foreach (string field in fields)
        {
            csv.WriteField(field);
        }

        csv.EndRecord();
    }
}
