namespace Countenance.Datasets;

/// <summary>What a data set is called and what its classes are.</summary>
/// <param name="Format">Name of the format, such as <c>ferplus</c>.</param>
/// <param name="Split">Name of the split, such as <c>train</c>.</param>
/// <param name="LabelRule">How labels were given, such as <c>majority</c>.</param>
/// <param name="ClassNames">Names of the K classes.</param>
public sealed record DatasetIdentity(string Format, string Split, string LabelRule, IReadOnlyList<string> ClassNames)
{
    /// <summary>What the files hold beyond the images of the split, by reason; empty when nothing one might miss.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];
}

/// <summary>Something that is in the files of a data set and was not taken.</summary>
/// <param name="Reason">What it is, in the plural, such as <c>images labelled uncertain</c>.</param>
/// <param name="Count">How many of them, at least 1.</param>
public sealed record LeftOut(string Reason, int Count);
