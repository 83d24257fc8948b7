using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Countenance.Datasets.Caching;
using Countenance.Datasets.Files;
using Countenance.Vision;

namespace Countenance.Datasets.FerPlus;

/// <summary>The pixels of <c>fer2013.csv</c>, which are written out as numbers.</summary>
/// <param name="path">The file.</param>
/// <param name="usage">What the column <c>Usage</c> must hold in the rows taken.</param>
/// <param name="rows">The rows wanted, in the order of the block; <see cref="FerPlusRow.Position"/> tells their place in the file.</param>
/// <param name="shape">Shape of the block.</param>
internal sealed class FerPlusCsvPixels(string path, string usage, IReadOnlyList<FerPlusRow> rows, PixelShape shape) : PixelSource(shape)
{
    private static readonly string[] columnNames = ["emotion", "pixels", "Usage"];

    public override void AppendKey(CacheKey key)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new DatasetException(path, "is missing");
        }

        key.Append("fer2013.csv");
        key.Append(file.FullName);
        key.Append(file.Length);
        key.Append(file.LastWriteTimeUtc.Ticks);
        foreach (FerPlusRow row in rows)
        {
            key.Append(row.Position);
        }
    }

    public override void Decode(Stream destination, IProgress<DecodingProgress>? progress, CancellationToken cancellation)
    {
        Image[] images = ReadImages(cancellation);
        var chunk = new byte[ChunkImages * Shape.ImageBytes];
        for (int start = 0; start < images.Length; start += ChunkImages)
        {
            int first = start;
            int count = Math.Min(ChunkImages, images.Length - start);
            Parallel.For(0, count, i =>
            {
                byte[] grey = Planes.Resize(images[first + i], Shape.Width, Shape.Height);
                Span<byte> image = chunk.AsSpan(i * Shape.ImageBytes, Shape.ImageBytes);
                for (int channel = 0; channel < Shape.Channels; channel++)
                {
                    grey.CopyTo(image[(channel * grey.Length)..]);
                }
            });
            cancellation.ThrowIfCancellationRequested();
            destination.Write(chunk, 0, count * Shape.ImageBytes);
            progress?.Report(new DecodingProgress(start + count, images.Length));
        }
    }

    /// <summary>One thread cuts the file into rows, all of them read the numbers.</summary>
    private Image[] ReadImages(CancellationToken cancellation)
    {
        var unreadable = new UnreadableImages();
        var images = new Image[rows.Count];
        using CsvRows csv = CsvRows.Open(path);
        try
        {
            Parallel.ForEach(
                Partitioner.Create(
                    Rows(csv).Chunk(64), EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { CancellationToken = cancellation },
                chunk =>
                {
                    foreach (PixelRow row in chunk)
                    {
                        images[row.Index] = Parse(row, unreadable);
                    }
                });
        }
        catch (AggregateException exception) when (exception.InnerException is DatasetException problem)
        {
            ExceptionDispatchInfo.Throw(problem);
        }

        unreadable.ThrowIfAny(path);
        return images;
    }

    private IEnumerable<PixelRow> Rows(CsvRows csv)
    {
        int[] columns = csv.ReadHeader(columnNames);
        Dictionary<int, int> indexOf = rows.Select((row, index) => (row.Position, index)).ToDictionary();
        int position = 0;
        for (; csv.Next(); position++)
        {
            if (!indexOf.Remove(position, out int index))
            {
                continue;
            }

            string[] fields = csv.Fields;
            if (fields.Length != columns.Length)
            {
                throw csv.Error($"{fields.Length} fields, expected {columns.Length}");
            }

            if (fields[columns[2]] != usage)
            {
                throw csv.Error($"the usage is '{fields[columns[2]]}', but fer2013new.csv says '{usage}' for this row");
            }

            yield return new PixelRow(index, csv.Line, fields[columns[1]]);
        }

        if (indexOf.Count > 0)
        {
            throw new DatasetException(path, $"has {position} rows, but fer2013new.csv has votes for row {indexOf.Keys.Max() + 1}");
        }
    }

    private Image Parse(PixelRow row, UnreadableImages unreadable)
    {
        (int width, int height) = rows[row.Index].Size;
        var pixels = new byte[width * height];
        ReadOnlySpan<char> text = row.Pixels;
        int count = 0;
        foreach (Range range in text.Split(' '))
        {
            ReadOnlySpan<char> number = text[range];
            if (number.IsEmpty)
            {
                continue;
            }

            if (!byte.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out byte value))
            {
                unreadable.Add(row.Index, $"line {row.Line}: a pixel must be 0–255. Got '{number}'");
                return new Image(width, height, 1, pixels);
            }

            if (count < pixels.Length)
            {
                pixels[count] = value;
            }

            count++;
        }

        if (count != pixels.Length)
        {
            unreadable.Add(row.Index, $"line {row.Line}: {count} pixels, expected {pixels.Length}");
        }

        return new Image(width, height, 1, pixels);
    }

    private readonly record struct PixelRow(int Index, int Line, string Pixels);
}
