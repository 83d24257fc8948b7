namespace Countenance.Datasets.Files;

/// <summary>The image files of one split, and what the data set says of them.</summary>
/// <param name="ClassNames">Names of the K classes.</param>
/// <param name="Entries">The files, [N].</param>
/// <param name="Labels">A class index per file, −1 for none, [N].</param>
/// <param name="Faces">Where the face is in each picture, [N]; the middle square is taken where that is not known.</param>
internal sealed record FaceFiles(
    IReadOnlyList<string> ClassNames, IReadOnlyList<FileEntry> Entries, int[] Labels, IReadOnlyList<PixelBox> Faces)
{
    /// <summary>Known properties besides the label, each [N].</summary>
    public IReadOnlyDictionary<string, int[]>? Attributes { get; init; }

    /// <summary>What was not taken; reasons with a count of 0 are not told.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];
}
