using Countenance.Datasets;

namespace Countenance.Evaluation;

/// <summary>The labels of one data set in the classes of another, or of a model, matched by name: their numbers may differ.</summary>
public static class ClassAlignment
{
    /// <summary>The names of the classes of which a data set has images and that a list of classes lacks.</summary>
    public static IReadOnlyList<string> Missing(ImageDataset dataset, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(classNames);
        int[] counts = dataset.CountByClass();
        return [.. dataset.ClassNames.Where((name, label) => counts[label] > 0 && !classNames.Contains(name))];
    }

    /// <summary>The labels as indices into <paramref name="classNames"/>, −1 where there is none, [N].</summary>
    /// <exception cref="ArgumentException">Images are of a class that is not among them.</exception>
    public static int[] Labels(ImageDataset dataset, IReadOnlyList<string> classNames)
    {
        if (Missing(dataset, classNames) is { Count: > 0 } missing)
        {
            throw new ArgumentException(
                $"Class names must have {string.Join(", ", missing)}. Got {string.Join(", ", classNames)}.", nameof(classNames));
        }

        string[] names = [.. classNames];
        int[] indices = [.. dataset.ClassNames.Select(name => Array.IndexOf(names, name))];
        return [.. dataset.Labels.Select(label => label < 0 ? -1 : indices[label])];
    }

    /// <summary>
    /// The annotators' votes in the order of <paramref name="classNames"/>, row-major [N, C]; votes for classes that are not among them are
    /// left out. Null where the data set has none.
    /// </summary>
    public static float[]? Votes(ImageDataset dataset, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(classNames);
        if (dataset.Votes is not { } votes || dataset.ClassNames.SequenceEqual(classNames))
        {
            return dataset.Votes;
        }

        string[] known = [.. dataset.ClassNames];
        int[] columns = [.. classNames.Select(name => Array.IndexOf(known, name))];
        var aligned = new float[dataset.Count * columns.Length];
        for (int i = 0; i < aligned.Length; i++)
        {
            int column = columns[i % columns.Length];
            aligned[i] = column < 0 ? 0 : votes[(i / columns.Length * known.Length) + column];
        }

        return aligned;
    }

    /// <summary>
    /// The data set under other classes: itself when it has those already, otherwise a data set over its pixels, without votes, which is
    /// usable as long as this one.
    /// </summary>
    /// <exception cref="ArgumentException">Images are of a class that is not among them.</exception>
    public static ImageDataset Under(ImageDataset dataset, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(classNames);
        return dataset.ClassNames.SequenceEqual(classNames) ? dataset : dataset.WithLabels(Labels(dataset, classNames), classNames);
    }
}
