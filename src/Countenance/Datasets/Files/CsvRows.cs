using CsvHelper;

namespace Countenance.Datasets.Files;

/// <summary>
/// Reads a comma-separated file row by row, keeping track of line numbers. A byte-order mark, either line ending, quoted fields and
/// blank lines are fine; a file that cannot be read is a <see cref="DatasetException"/>.
/// </summary>
internal sealed class CsvRows : IDisposable
{
    private static readonly CsvReaderOptions options = new()
    {
        Separator = ',',
        HasHeader = false,
        TrimWhitespace = true,
        TrackLineNumbers = true,
        AllowLineBreaksInQuotes = false, // so that one stray quote cannot swallow the rest of the file
        MalformedData = CsvMalformedDataHandling.Throw,
        MaxRecordSize = 1 << 20,
    };

    private readonly CsvReader reader;
    private readonly string place;

    /// <summary>Reads from <paramref name="stream"/>, which it then owns.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="place">What to call the file in messages.</param>
    public CsvRows(Stream stream, string place)
    {
        this.place = place;
        reader = CsvReader.Create(stream, options);
    }

    /// <summary>Number of the current row's line, the first being 1.</summary>
    public int Line => (int)reader.LineNumber;

    /// <summary>The current row's fields.</summary>
    public string[] Fields { get; private set; } = [];

    /// <summary>Opens a file on disk.</summary>
    /// <exception cref="DatasetException">It is missing or cannot be read.</exception>
    public static CsvRows Open(string path)
    {
        try
        {
            return new CsvRows(File.OpenRead(path), path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DatasetException(path, "is missing", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(path, $"cannot be read ({exception.Message})", exception);
        }
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Next()
    {
        try
        {
            if (!reader.Read())
            {
                return false;
            }
        }
        catch (CsvFormatException exception)
        {
            throw new DatasetException(place, (int)exception.LineNumber, "a quote is out of place, or the line is too long", exception);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw new DatasetException(place, $"cannot be read ({exception.Message})", exception);
        }

        var fields = new string[reader.FieldCount];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = reader.GetString(i);
        }

        Fields = fields;
        return true;
    }

    /// <summary>Reads the first row, which must name the columns, in any order.</summary>
    /// <returns>The position of each of <paramref name="columns"/> in a row.</returns>
    /// <exception cref="DatasetException">There is no row, or its columns are others.</exception>
    public int[] ReadHeader(IReadOnlyList<string> columns)
    {
        if (!Next())
        {
            throw new DatasetException(place, "is empty");
        }

        int[] positions = [.. columns.Select(column => Array.IndexOf(Fields, column))];
        return positions.Contains(-1) || Fields.Length != columns.Count
            ? throw Error($"the header must have the columns {string.Join(", ", columns)}. Got {string.Join(", ", Fields)}")
            : positions;
    }

    /// <summary>An error at the current line.</summary>
    public DatasetException Error(string problem) => new(place, Line, problem);

    public void Dispose() => reader.Dispose();
}
