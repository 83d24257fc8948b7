namespace Countenance.Datasets;

/// <summary>How far the images of a data set are decoded.</summary>
/// <param name="Done">Images decoded so far.</param>
/// <param name="Total">Images to be decoded in all, at least 1.</param>
public readonly record struct DecodingProgress(int Done, int Total);
