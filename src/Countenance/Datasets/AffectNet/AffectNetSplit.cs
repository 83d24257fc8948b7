namespace Countenance.Datasets.AffectNet;

/// <summary>A split of AffectNet under its three names.</summary>
/// <param name="Name">Ours.</param>
/// <param name="List">The file's that lists it.</param>
/// <param name="Folder">The folder's in the later layout.</param>
internal sealed record AffectNetSplit(string Name, string List, string Folder)
{
    public static IReadOnlyList<AffectNetSplit> All { get; } =
    [
        new("train", "training.csv", "train_set"),
        new("valid", "validation.csv", "val_set"),
    ];
}
