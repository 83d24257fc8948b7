using System.Globalization;
using System.Text;
using Countenance.Datasets.Files;

namespace Countenance.Datasets.CelebA;

/// <summary>
/// The lists of CelebA, text in columns: <c>list_attr_celeba.txt</c> (a line with the number of images, a line with the names of the
/// attributes, one line per image with −1 or 1 for each) and <c>list_eval_partition.txt</c> (one line per image with 0, 1 or 2).
/// </summary>
/// <param name="tree">The files.</param>
/// <param name="reader">A reader of the tree; must outlive the lists.</param>
internal sealed class CelebALists(FileTree tree, FileTreeReader reader)
{
    /// <summary>Name of the list of attributes.</summary>
    public const string AttributeFile = "list_attr_celeba.txt";

    private const string PartitionFile = "list_eval_partition.txt";

    /// <summary>The names of the partitions 0, 1, 2.</summary>
    public static IReadOnlyList<string> Partitions { get; } = ["train", "valid", "test"];

    /// <summary>What to call the list of attributes in a message.</summary>
    public string AttributePlace => tree.Place(tree.FindFile(AttributeFile)?.Name ?? AttributeFile);

    /// <summary>The partition of each image.</summary>
    /// <exception cref="DatasetException">The list is missing or a line is wrong.</exception>
    public Dictionary<string, string> ReadPartitions()
    {
        FileEntry file = tree.FindFile(PartitionFile)
            ?? throw new DatasetException(tree.Path, $"has no {PartitionFile}, so no splits; ask for 'all'");
        var partitions = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((int line, string[] fields) in Lines(file))
        {
            partitions[fields[0]] = fields is [_, "0" or "1" or "2"]
                ? Partitions[fields[1][0] - '0']
                : throw new DatasetException(
                    tree.Place(file.Name), line, $"expected an image and 0, 1 or 2. Got '{string.Join(' ', fields)}'");
        }

        return partitions;
    }

    /// <summary>The names of the attributes, and the images with their values, to be gone through once.</summary>
    /// <exception cref="DatasetException">The list is missing or its head is wrong; while it is gone through, when a line is.</exception>
    public (string[] Names, IEnumerable<CelebARow> Rows) ReadAttributes()
    {
        FileEntry file = tree.FindFile(AttributeFile) ?? throw new DatasetException(tree.Path, $"has no {AttributeFile}");
        string place = tree.Place(file.Name);
        (int Line, string[] Fields)[] head = [.. Lines(file).Take(2)];
        if (head.Length < 2 || head[0].Fields is not [var number]
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            throw new DatasetException(place, 1, "expected the number of images, and a line with the names of the attributes below it");
        }

        string[] names = head[1].Fields;
        return names.Distinct().Count() == names.Length
            ? (names, Rows(file, place, names.Length, count))
            : throw new DatasetException(place, head[1].Line, "an attribute is named twice");
    }

    private IEnumerable<CelebARow> Rows(FileEntry file, string place, int attributes, int count)
    {
        int rows = 0;
        foreach ((int line, string[] fields) in Lines(file).Skip(2))
        {
            if (fields.Length != attributes + 1)
            {
                throw new DatasetException(place, line, $"{fields.Length - 1} attributes, expected {attributes}");
            }

            var values = new int[attributes];
            for (int i = 0; i < attributes; i++)
            {
                values[i] = fields[i + 1] switch
                {
                    "1" => 1,
                    "-1" => -1,
                    var other => throw new DatasetException(place, line, $"an attribute must be −1 or 1. Got '{other}'"),
                };
            }

            rows++;
            yield return new CelebARow(line, fields[0], values);
        }

        if (rows != count)
        {
            throw new DatasetException(place, $"has {rows} images, but its first line says {count}");
        }
    }

    /// <summary>The lines that are not blank, cut at blanks, with their numbers.</summary>
    private IEnumerable<(int Line, string[] Fields)> Lines(FileEntry file)
    {
        using var text = new StreamReader(reader.OpenStream(file), Encoding.UTF8);
        int line = 0;
        while (ReadLine(text, file) is { } content)
        {
            line++;
            string[] fields = content.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 0)
            {
                yield return (line, fields);
            }
        }
    }

    private string? ReadLine(StreamReader text, FileEntry file)
    {
        try
        {
            return text.ReadLine();
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw new DatasetException(tree.Place(file.Name), $"cannot be read ({exception.Message})", exception);
        }
    }
}

/// <summary>One image of the list of attributes.</summary>
/// <param name="Line">Number of its line, from 1.</param>
/// <param name="Image">Name of the file.</param>
/// <param name="Values">−1 or 1 for each attribute.</param>
internal sealed record CelebARow(int Line, string Image, int[] Values);
