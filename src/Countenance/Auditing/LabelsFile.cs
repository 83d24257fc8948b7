using Countenance.Datasets;
using Countenance.Datasets.Files;

namespace Countenance.Auditing;

/// <summary>
/// A user's own labels for the images of a data set: comma-separated text whose first line names the columns, among them <c>file</c> (an
/// image's name in the data set) and <c>label</c> (a class's name; empty for none). Other columns are left alone.
/// </summary>
public static class LabelsFile
{
    /// <summary>Reads labels over those of a data set.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dataset">Names the images and the classes; images the file does not list keep their labels.</param>
    /// <returns>A class index per image, [N]; −1 for none.</returns>
    /// <exception cref="DatasetException">
    /// The file is missing, has no such columns, or a line names an unknown image or class or one image again; the message names the line.
    /// </exception>
    public static int[] Read(string path, ImageDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        using CsvRows rows = CsvRows.Open(path);
        if (!rows.Next())
        {
            throw new DatasetException(path, "is empty; a header line with the columns file and label was expected");
        }

        int file = Array.IndexOf(rows.Fields, "file");
        int label = Array.IndexOf(rows.Fields, "label");
        if (file < 0 || label < 0)
        {
            throw rows.Error($"the header must have the columns file and label. Got {string.Join(", ", rows.Fields)}");
        }

        int columns = rows.Fields.Length;
        var images = new Dictionary<string, int>();
        for (int i = 0; i < dataset.Count; i++)
        {
            images.TryAdd(dataset.Names[i], i);
        }

        int[] labels = [.. dataset.Labels];
        var seen = new Dictionary<int, int>();
        while (rows.Next())
        {
            if (rows.Fields.Length != columns)
            {
                throw rows.Error($"{rows.Fields.Length} fields, expected {columns}");
            }

            if (!images.TryGetValue(rows.Fields[file], out int image))
            {
                throw rows.Error($"the data set has no image '{rows.Fields[file]}'");
            }

            if (!seen.TryAdd(image, rows.Line))
            {
                throw rows.Error($"'{rows.Fields[file]}' was labelled before, in line {seen[image]}");
            }

            labels[image] = ClassOf(rows, rows.Fields[label], dataset.ClassNames);
        }

        return labels;
    }

    private static int ClassOf(CsvRows rows, string name, IReadOnlyList<string> classNames)
    {
        if (name.Length == 0)
        {
            return -1;
        }

        int label = classNames.ToList().IndexOf(name);
        return label >= 0 ? label : throw rows.Error($"there is no class '{name}'; there are {string.Join(", ", classNames)}");
    }
}
