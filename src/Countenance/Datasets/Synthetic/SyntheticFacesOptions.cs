namespace Countenance.Datasets.Synthetic;

/// <summary>Which synthetic faces to draw. Values are checked as they are set.</summary>
public sealed record SyntheticFacesOptions
{
    /// <summary>The splits there are; no face is in two of them.</summary>
    public static IReadOnlyList<string> Splits { get; } = ["train", "valid", "test"];

    /// <summary>Number of faces, 1–1,000,000. A multiple of eight has equally many of each class.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside the range.</exception>
    public int Count { get; init => field = InRange(value, 1, 1_000_000, nameof(Count)); } = 4000;

    /// <summary>Side of the picture in pixels, 16–1024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside the range.</exception>
    public int Size { get; init => field = InRange(value, 16, 1024, nameof(Size)); } = 48;

    /// <summary>RGB in place of grey.</summary>
    public bool Colour { get; init; }

    /// <summary>The seed: another one gives other faces.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>One of <see cref="Splits"/>.</summary>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    public string Split
    {
        get;
        init => field = Splits.Contains(value)
            ? value
            : throw new ArgumentException($"Split must be one of {string.Join(", ", Splits)}. Got '{value}'.", nameof(Split));
    } = Splits[0];

    /// <summary><see cref="DatasetRequest.Majority"/> or <see cref="DatasetRequest.Distribution"/>; both keep every face.</summary>
    /// <exception cref="ArgumentException">There is no such rule.</exception>
    public string LabelRule
    {
        get;
        init => field = DatasetRequest.LabelRules.Contains(value)
            ? value
            : throw new ArgumentException(
                $"LabelRule must be one of {string.Join(", ", DatasetRequest.LabelRules)}. Got '{value}'.", nameof(LabelRule));
    } = DatasetRequest.Majority;

    private static int InRange(int value, int low, int high, string name) => value >= low && value <= high
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{name} must be from {low} to {high}. Got {value}.");
}
