namespace Countenance.Datasets.Files;

/// <summary>
/// Splits for data sets that come without: of the people in the order of their codes, every fifth is in <c>valid</c> and the others in
/// <c>train</c>, so that nobody is in both; <c>all</c> is everybody. Ours, not the providers'.
/// </summary>
internal static class SubjectSplits
{
    private const int Period = 5;

    /// <summary>train, valid, all.</summary>
    public static IReadOnlyList<string> Names { get; } = ["train", "valid", "all"];

    /// <summary>The number of each code among all of them, from 0; capitals or not make no difference.</summary>
    public static Dictionary<string, int> Number(IEnumerable<string> codes)
    {
        string[] sorted = [.. codes.Select(code => code.ToUpperInvariant()).Distinct().Order(StringComparer.Ordinal)];
        return sorted.Select((code, number) => (code, number)).ToDictionary(
            pair => pair.code, pair => pair.number, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether the person with that number is in a split.</summary>
    public static bool Holds(string split, int number) => split switch
    {
        "train" => number % Period != Period - 1,
        "valid" => number % Period == Period - 1,
        _ => true,
    };
}
