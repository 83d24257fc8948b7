namespace Countenance.Datasets.FerPlus;

/// <summary>A split of FER+ under its three names.</summary>
/// <param name="Name">Ours.</param>
/// <param name="Folder">The folder's in the FERPlus layout.</param>
/// <param name="Usage">The one in the column <c>Usage</c> of the Kaggle files.</param>
internal sealed record FerPlusSplit(string Name, string Folder, string Usage)
{
    public static IReadOnlyList<FerPlusSplit> All { get; } =
    [
        new("train", "FER2013Train", "Training"),
        new("valid", "FER2013Valid", "PublicTest"),
        new("test", "FER2013Test", "PrivateTest"),
    ];
}
