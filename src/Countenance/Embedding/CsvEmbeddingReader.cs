using System.Globalization;
using CsvHelper;

namespace Countenance.Embedding;

/// <summary>Reads the rows of comma-separated embeddings, once.</summary>
internal sealed class CsvEmbeddingReader(CsvReader csv)
{
    private const int MostClasses = 1 << 16;

    private readonly List<float> values = [];
    private readonly List<string> names = [];
    private readonly List<int> labels = [];
    private readonly Dictionary<int, string> classNames = [];
    private int nameAt;
    private int labelAt;
    private int classAt;
    private int particulars;
    private int dimension;

    /// <exception cref="FormatException">A row is not as the header says; the message names the line.</exception>
    public EmbeddingSet Read()
    {
        ReadHeader();
        while (csv.Read())
        {
            if (csv.FieldCount != particulars + dimension)
            {
                throw At($"{csv.FieldCount} fields, expected {particulars + dimension}");
            }

            ReadParticulars();
            for (int d = 0; d < dimension; d++)
            {
                values.Add(ReadFigure(particulars + d));
            }
        }

        return new EmbeddingSet(
            new EmbeddingMatrix([.. values], dimension),
            labelAt < 0 ? null : labels,
            nameAt < 0 ? null : names,
            classAt < 0 ? null : ListClassNames());
    }

    private void ReadHeader()
    {
        if (!csv.Read())
        {
            throw new FormatException("the file is empty; a header line was expected");
        }

        string[] header = [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];
        particulars = Array.IndexOf(header, "e0");
        if (particulars < 0)
        {
            throw At("the header has no column 'e0'");
        }

        dimension = header.Length - particulars;
        for (int d = 0; d < dimension; d++)
        {
            if (header[particulars + d] != $"e{d}")
            {
                throw At($"column {particulars + d + 1} must be 'e{d}'. Got '{header[particulars + d]}'");
            }
        }

        for (int column = 0; column < particulars; column++)
        {
            bool isKnown = header[column]
                is CsvEmbeddingFormat.NameColumn or CsvEmbeddingFormat.LabelColumn or CsvEmbeddingFormat.ClassColumn;
            if (!isKnown || Array.IndexOf(header, header[column]) < column)
            {
                throw At(
                    $"column {column + 1}, '{header[column]}', is unknown or repeated; before 'e0' there may be name, label and class");
            }
        }

        nameAt = Array.IndexOf(header, CsvEmbeddingFormat.NameColumn);
        labelAt = Array.IndexOf(header, CsvEmbeddingFormat.LabelColumn);
        classAt = Array.IndexOf(header, CsvEmbeddingFormat.ClassColumn);
        if (classAt >= 0 && labelAt < 0)
        {
            throw At("a column 'class' needs a column 'label'");
        }
    }

    private void ReadParticulars()
    {
        if (nameAt >= 0)
        {
            names.Add(csv.GetString(nameAt));
        }

        if (labelAt < 0)
        {
            return;
        }

        if (!int.TryParse(csv.GetSpan(labelAt), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int label) || label < -1)
        {
            throw At($"label must be a class index or -1. Got '{csv.GetString(labelAt)}'");
        }

        labels.Add(label);
        if (classAt >= 0 && label >= 0)
        {
            string name = csv.GetString(classAt);
            if (label >= MostClasses)
            {
                throw At($"label must be below {MostClasses} when classes are named. Got {label}");
            }

            if (!classNames.TryAdd(label, name) && classNames[label] != name)
            {
                throw At($"class {label} is '{name}' here and '{classNames[label]}' before");
            }
        }
    }

    private float ReadFigure(int column)
    {
        if (float.TryParse(csv.GetSpan(column), NumberStyles.Float, CultureInfo.InvariantCulture, out float value))
        {
            return value;
        }

        // As Python writes infinities.
        string field = csv.GetString(column);
        return field.ToUpperInvariant() switch
        {
            "INF" or "+INF" => float.PositiveInfinity,
            "-INF" => float.NegativeInfinity,
            _ => throw At($"column {column + 1} must be a number. Got '{field}'"),
        };
    }

    private string[] ListClassNames()
    {
        int count = classNames.Count == 0 ? 0 : classNames.Keys.Max() + 1;
        return [.. Enumerable.Range(0, count).Select(label => classNames.GetValueOrDefault(label, $"class {label}"))];
    }

    private FormatException At(string message) => new($"line {csv.LineNumber}: {message}");
}
