using System.Text;
using Countenance.Torch;
using CsvHelper;

namespace Countenance.Embedding;

/// <summary>Embeddings as comma-separated text; <see cref="EmbeddingFile"/> describes the layout.</summary>
internal sealed class CsvEmbeddingFormat : IEmbeddingFormat
{
    internal const string NameColumn = "name";
    internal const string LabelColumn = "label";
    internal const string ClassColumn = "class";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly CsvWriterOptions WriterOptions = new() { NewLine = "\n" };

    private static readonly CsvReaderOptions ReaderOptions = new()
    {
        Separator = ',',
        HasHeader = false,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        MaxRecordSize = 1 << 24,
    };

    public string Extension => ".csv";

    public void Write(string path, EmbeddingSet set) => AtomicFile.Write(path, stream =>
    {
        using var csv = CsvWriter.Create(stream, WriterOptions, leaveOpen: true);
        WriteHeader(csv, set);
        for (int i = 0; i < set.Embeddings.Count; i++)
        {
            WriteParticulars(csv, set, i);
            foreach (float value in set.Embeddings[i])
            {
                csv.WriteField(value, "R");
            }

            csv.EndRecord();
        }
    });

    public EmbeddingSet Read(string path)
    {
        using var text = new StreamReader(path, StrictUtf8);
        using var csv = CsvReader.Create(text, ReaderOptions, leaveOpen: true);
        try
        {
            return new CsvEmbeddingReader(csv).Read();
        }
        catch (CsvFormatException error)
        {
            throw new FormatException($"line {error.LineNumber}: a quote is out of place, or the line is too long", error);
        }
        catch (DecoderFallbackException error)
        {
            throw new FormatException($"line {csv.LineNumber} or after: not valid UTF-8", error);
        }
    }

    private static void WriteHeader(CsvWriter csv, EmbeddingSet set)
    {
        if (set.Names is not null)
        {
            csv.WriteField(NameColumn);
        }

        if (set.Labels is not null)
        {
            csv.WriteField(LabelColumn);
            if (set.ClassNames.Count > 0)
            {
                csv.WriteField(ClassColumn);
            }
        }

        for (int d = 0; d < set.Embeddings.Dimension; d++)
        {
            csv.WriteField($"e{d}");
        }

        csv.EndRecord();
    }

    private static void WriteParticulars(CsvWriter csv, EmbeddingSet set, int row)
    {
        if (set.Names is not null)
        {
            csv.WriteField(set.Names[row]);
        }

        if (set.Labels is not null)
        {
            int label = set.Labels[row];
            csv.WriteField(label, default);
            if (set.ClassNames.Count > 0)
            {
                csv.WriteField(label < 0 ? "" : set.ClassNames[label]);
            }
        }
    }
}
