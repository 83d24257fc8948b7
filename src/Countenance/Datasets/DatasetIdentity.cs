namespace Countenance.Datasets;

/// <summary>What a data set is called and what its classes are.</summary>
/// <param name="Format">Name of the format, such as <c>ferplus</c>.</param>
/// <param name="Split">Name of the split, such as <c>train</c>.</param>
/// <param name="LabelRule">How labels were given, such as <c>majority</c>.</param>
/// <param name="ClassNames">Names of the K classes.</param>
public sealed record DatasetIdentity(string Format, string Split, string LabelRule, IReadOnlyList<string> ClassNames);
