namespace Countenance.Clustering;

/// <summary>
/// How often each pair (label in the first labelling, label in the second) occurs. Only the pairs that do occur are held, so memory
/// grows with the samples and not with the product of the numbers of labels. Labels may be any integers; −1 in either labelling leaves
/// the sample out.
/// </summary>
internal sealed class ContingencyTable
{
    /// <summary>Counts the pairs.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public ContingencyTable(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        if (first.Length != second.Length)
        {
            throw new ArgumentException(
                $"The two labellings must have one length. Got {first.Length} and {second.Length}.", nameof(second));
        }

        var keys = new ulong[first.Length];
        var rows = new LabelNumbers(first);
        var columns = new LabelNumbers(second);
        for (var i = 0; i < first.Length; i++)
        {
            if (first[i] != -1 && second[i] != -1)
            {
                keys[Total++] = ((ulong)rows.Of(first[i]) << 32) | (uint)columns.Of(second[i]);
            }
        }

        RowSums = new long[rows.Count];
        ColumnSums = new long[columns.Count];
        Cells = (long)rows.Count * columns.Count <= Math.Max(1 << 16, Total)
            ? DenseCells(keys.AsSpan(0, Total), columns.Count)
            : SortedCells(keys.AsSpan(0, Total));
        foreach (var (row, column, count) in Cells)
        {
            RowSums[row] += count;
            ColumnSums[column] += count;
        }
    }

    /// <summary>Samples counted.</summary>
    public int Total { get; }

    /// <summary>The pairs that occur, ordered by row and column.</summary>
    public IReadOnlyList<(int Row, int Column, long Count)> Cells { get; }

    /// <summary>Samples of each label of the first labelling.</summary>
    public long[] RowSums { get; }

    /// <summary>Samples of each label of the second labelling.</summary>
    public long[] ColumnSums { get; }

    /// <summary>Whether the labellings are the same partition under other names.</summary>
    public bool SamePartition => Cells.Count == RowSums.Length && Cells.Count == ColumnSums.Length;

    private List<(int Row, int Column, long Count)> DenseCells(ReadOnlySpan<ulong> keys, int columns)
    {
        var table = new int[RowSums.Length * columns];
        foreach (var key in keys)
        {
            table[((int)(key >> 32) * columns) + (int)(uint)key]++;
        }

        var cells = new List<(int, int, long)>();
        for (var i = 0; i < table.Length; i++)
        {
            if (table[i] > 0)
            {
                cells.Add((i / columns, i % columns, table[i]));
            }
        }

        return cells;
    }

    private static List<(int Row, int Column, long Count)> SortedCells(Span<ulong> keys)
    {
        keys.Sort();
        var cells = new List<(int, int, long)>();
        var start = 0;
        for (var end = 1; end <= keys.Length; end++)
        {
            if (end == keys.Length || keys[end] != keys[start])
            {
                cells.Add(((int)(keys[start] >> 32), (int)(uint)keys[start], end - start));
                start = end;
            }
        }

        return cells;
    }
}
