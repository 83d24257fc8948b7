namespace Countenance.Torch.Safetensors;

/// <summary>Names most like a misspelt one, by edit distance, for messages.</summary>
internal static class NearNames
{
    private const int Shown = 5;
    private const int LongestCompared = 256;
    private const int MostCompared = 10_000;

    /// <summary>A phrase listing the nearest of <paramref name="names"/>.</summary>
    public static string Describe(string name, IReadOnlyCollection<string> names)
    {
        if (names.Count == 0)
        {
            return "the file holds no tensors";
        }

        var nearest = names
            .Take(MostCompared)
            .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(Shown)
            .Select(candidate => $"'{Clip(candidate.Name)}'");
        return $"of {names.Count} tensors the nearest are {string.Join(", ", nearest)}";
    }

    /// <summary>Levenshtein distance of the names' beginnings.</summary>
    private static int Distance(string first, string second)
    {
        var a = Clip(first).AsSpan();
        var b = Clip(second).AsSpan();
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 0; i < a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < b.Length; j++)
            {
                int substituted = diagonal + (a[i] == b[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(substituted, Math.Min(row[j], row[j + 1]) + 1);
            }
        }

        return row[^1];
    }

    private static string Clip(string name) => name.Length <= LongestCompared ? name : name[..LongestCompared];
}
