using System.Globalization;
using Countenance.Torch;
using CsvHelper;

namespace Countenance.Auditing;

/// <summary>
/// Suspects as comma-separated text, one a line in the order of their rank: <c>rank,file,label,suggested,probability,typicality,reason</c>.
/// With its column <c>label</c> put right, the file is one that <see cref="LabelsFile"/> reads.
/// </summary>
public static class SuspectsFile
{
    private static readonly string[] Columns = ["rank", "file", "label", "suggested", "probability", "typicality", "reason"];

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

    private static void WriteRow(CsvWriter csv, params string[] fields)
    {
        foreach (string field in fields)
        {
            csv.WriteField(field);
        }

        csv.EndRecord();
    }
}
