namespace Countenance.Reporting;

/// <summary>How the points of a scatter are coloured: by class, or by sub-class in shades of the class's colour.</summary>
public sealed class ScatterColouring
{
    private ScatterColouring(string name, IReadOnlyList<string> classNames, IReadOnlyList<ScatterCategory> categories, int[] categoryOf)
    {
        Name = name;
        ClassNames = classNames;
        Categories = categories;
        CategoryOf = categoryOf;
    }

    /// <summary>What is coloured, such as <c>class</c>.</summary>
    public string Name { get; }

    /// <summary>Names of the classes, by index.</summary>
    internal IReadOnlyList<string> ClassNames { get; }

    /// <summary>The categories that have points, in the order of the legend; those without a label last.</summary>
    internal IReadOnlyList<ScatterCategory> Categories { get; }

    /// <summary>A category index per point, [N].</summary>
    internal int[] CategoryOf { get; }

    /// <summary>Points coloured by class.</summary>
    /// <param name="labels">A class index per point, [N]; −1 for a point without a label.</param>
    /// <param name="classNames">Names of the classes.</param>
    /// <exception cref="ArgumentException">A label is below −1 or has no name.</exception>
    public static ScatterColouring ByClass(IReadOnlyList<int> labels, IReadOnlyList<string> classNames)
        => Create("class", labels, null, classNames);

    /// <summary>Points coloured by sub-class: shades of the class's colour, the first the lightest.</summary>
    /// <param name="labels">A class index per point, [N]; −1 for a point without a label.</param>
    /// <param name="subclasses">The number of the sub-class inside its class, from 0, per point, [N]; ignored where there is no label.</param>
    /// <param name="classNames">Names of the classes.</param>
    /// <exception cref="ArgumentException">A label is below −1 or has no name, a sub-class is negative, or the lengths differ.</exception>
    public static ScatterColouring BySubclass(
        IReadOnlyList<int> labels, IReadOnlyList<int> subclasses, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(subclasses);
        if (subclasses.Count != labels.Count)
        {
            throw new ArgumentException(
                $"There must be one sub-class per point, {labels.Count}. Got {subclasses.Count}.", nameof(subclasses));
        }

        return Create("sub-class", labels, subclasses, classNames);
    }

    private static ScatterColouring Create(
        string name, IReadOnlyList<int> labels, IReadOnlyList<int>? subclasses, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classNames);
        var keys = new (int Class, int Sub)[labels.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = labels[i] < 0 ? (labels[i], 0) : (labels[i], subclasses?[i] ?? 0);
            if (keys[i].Class < -1 || keys[i].Class >= classNames.Count || keys[i].Sub < 0)
            {
                throw new ArgumentException(
                    $"A label must be −1 or the index of one of {classNames.Count} names, and a sub-class at least 0. "
                    + $"Got {keys[i].Class} and {keys[i].Sub} for point {i}.",
                    nameof(labels));
            }
        }

        (int Class, int Sub)[] found = [.. keys.Distinct().OrderBy(key => key.Class < 0 ? int.MaxValue : key.Class).ThenBy(key => key.Sub)];
        Dictionary<int, int> shades = found.GroupBy(key => key.Class).ToDictionary(group => group.Key, group => group.Max(key => key.Sub) + 1);
        ScatterCategory[] categories =
        [
            .. found.Select(key => key.Class < 0
                ? new ScatterCategory(FigureText.NoLabel, -1)
                : new ScatterCategory(
                    shades[key.Class] > 1 ? $"{classNames[key.Class]} {key.Sub + 1}" : classNames[key.Class],
                    key.Class,
                    key.Sub,
                    shades[key.Class])),
        ];
        var index = found.Select((key, i) => (key, i)).ToDictionary(pair => pair.key, pair => pair.i);
        return new ScatterColouring(name, classNames, categories, [.. keys.Select(key => index[key])]);
    }
}
