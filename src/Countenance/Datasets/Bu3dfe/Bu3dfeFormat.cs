using System.Globalization;
using System.Text.RegularExpressions;
using Countenance.Datasets.Files;

namespace Countenance.Datasets.Bu3dfe;

/// <summary>
/// BU-3DFE (Yin et al., 2006): a hundred people posing six expressions at four intensities, and a neutral face. Reads the frontal
/// pictures <c>F0001_AN01WH_F2D.bmp</c>: sex and number of the person, expression, intensity, ethnicity; in one folder or in a folder a
/// person, up to three folders down.
/// </summary>
/// <remarks>
/// All four intensities are taken; the attribute <c>intensity</c> tells them apart (0 for neutral). The other files of the set, such as
/// <c>_F3D.bmp</c> and the meshes, are passed over.
/// </remarks>
internal sealed partial class Bu3dfeFormat : FaceFilesFormat
{
    private const int Intensities = 4;

    public override string Name => "bu3dfe";

    public override string Description => "folder or zip of pictures called F0001_AN01WH_F2D.bmp and the like, perhaps one folder per person";

    public override IReadOnlyList<string> Splits => SubjectSplits.Names;

    protected override string LabelRule => "posed";

    protected override bool Recognises(FileTree tree) => Pictures(tree).Any();

    protected override FaceFiles Read(FileTree tree, string split, CancellationToken cancellation)
    {
        Picture[] all = [.. Pictures(tree).OrderBy(picture => picture.Entry.Name, StringComparer.Ordinal)];
        Dictionary<string, int> subjects = SubjectSplits.Number(all.Select(picture => picture.Subject));
        Picture[] chosen = [.. all.Where(picture => SubjectSplits.Holds(split, subjects[picture.Subject]))];
        return new FaceFiles(
            ExpressionClasses.Seven,
            [.. chosen.Select(picture => picture.Entry)],
            [.. chosen.Select(picture => picture.Label)],
            new PixelBox[chosen.Length])
        {
            Attributes = new Dictionary<string, int[]>
            {
                ["subject"] = [.. chosen.Select(picture => subjects[picture.Subject])],
                ["intensity"] = [.. chosen.Select(picture => Intensity(tree, picture))],
            },
        };
    }

    private static IEnumerable<Picture> Pictures(FileTree tree) =>
        from folder in tree.LayoutFolders()
        from entry in tree.Files(folder, recursive: false)
        where entry.IsImage
        let name = Pattern().Match(entry.Stem)
        where name.Success
        select new Picture(
            entry,
            name.Groups["subject"].Value,
            ExpressionClasses.FromAbbreviation(name.Groups["expression"].Value),
            int.Parse(name.Groups["intensity"].Value, NumberStyles.None, CultureInfo.InvariantCulture));

    private static int Intensity(FileTree tree, Picture picture)
    {
        bool isNeutral = ExpressionClasses.Seven[picture.Label] == "neutral";
        return (isNeutral ? picture.Intensity == 0 : picture.Intensity is >= 1 and <= Intensities)
            ? picture.Intensity
            : throw new DatasetException(
                tree.Place(picture.Entry.Name),
                $"the intensity must be {(isNeutral ? "00 for a neutral face" : $"01 to 0{Intensities}")}. Got {picture.Intensity:00}");
    }

    [GeneratedRegex(
        "^(?<subject>[FM][0-9]{4})_(?<expression>AN|DI|FE|HA|NE|SA|SU)(?<intensity>[0-9]{2})[A-Z]{2}_F2D$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    private sealed record Picture(FileEntry Entry, string Subject, int Label, int Intensity);
}
