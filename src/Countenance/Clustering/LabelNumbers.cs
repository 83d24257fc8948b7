namespace Countenance.Clustering;

/// <summary>Numbers labels from 0 in the order in which they are first asked for: by a table where they lie close together.</summary>
internal sealed class LabelNumbers
{
    private readonly int lowest;
    private readonly int[]? table; // number + 1, 0 for a label not seen yet
    private readonly Dictionary<int, int> others = [];

    /// <summary>Prepares for these labels; only they may be asked for.</summary>
    public LabelNumbers(ReadOnlySpan<int> labels)
    {
        var highest = 0;
        foreach (var label in labels)
        {
            lowest = Math.Min(lowest, label);
            highest = Math.Max(highest, label);
        }

        var range = (long)highest - lowest + 1;
        table = range <= labels.Length + 1024L ? new int[range] : null;
    }

    /// <summary>Labels numbered so far.</summary>
    public int Count { get; private set; }

    /// <summary>The number of a label.</summary>
    public int Of(int label)
    {
        if (table is not null)
        {
            ref var place = ref table[label - lowest];
            return (place == 0 ? place = ++Count : place) - 1;
        }

        if (!others.TryGetValue(label, out var number))
        {
            number = Count++;
            others.Add(label, number);
        }

        return number;
    }
}
