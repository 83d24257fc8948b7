namespace Countenance.Datasets;

/// <summary>What is known of each of N images besides its pixels.</summary>
/// <param name="Names">A name per image, [N].</param>
/// <param name="Labels">A class index per image, [N]; −1 where there is no label.</param>
/// <param name="Votes">Annotators' votes, row-major [N, K], each row summing to 1; null when there are none.</param>
/// <param name="Attributes">Known properties besides the label, by name, each [N]; null when there are none.</param>
public sealed record DatasetLabels(
    IReadOnlyList<string> Names,
    int[] Labels,
    float[]? Votes = null,
    IReadOnlyDictionary<string, int[]>? Attributes = null);
