using Countenance.Torch;
using CsvHelper;

namespace Countenance.Reporting;

/// <summary>Writes a table as comma-separated text in UTF-8: a line of column names, then one line per row, quoted where needed.</summary>
public static class CsvTable
{
    private static readonly CsvWriterOptions Options = new() { NewLine = "\n" };

    /// <summary>Writes the table, over an earlier one if there is one. A reader sees the old file or the new one, never a part.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="rows">The rows, each with one field per column.</param>
    /// <exception cref="ArgumentException">A row has another number of fields than there are columns.</exception>
    /// <exception cref="ReportException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        try
        {
            AtomicFile.Write(path, stream =>
            {
                using var csv = CsvWriter.Create(stream, Options, leaveOpen: true);
                WriteRow(csv, columns, columns.Count);
                foreach (IReadOnlyList<string> row in rows)
                {
                    WriteRow(csv, row, columns.Count);
                }
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ReportException(path, error);
        }
    }

    private static void WriteRow(CsvWriter csv, IReadOnlyList<string> fields, int columns)
    {
        if (fields.Count != columns)
        {
            throw new ArgumentException($"A row must have {columns} fields. Got {fields.Count}.", nameof(fields));
        }

        foreach (string field in fields)
        {
            csv.WriteField(field);
        }

        csv.EndRecord();
    }
}
