using System.Globalization;
using System.Text.RegularExpressions;
using Countenance.Datasets.Files;

namespace Countenance.Datasets.Jaffe;

/// <summary>
/// JAFFE (Lyons et al., 1998): ten women posing seven expressions, 213 pictures. Reads pictures named <c>KA.AN1.39.tiff</c>: person,
/// expression with the number of the take, running number; at the top or up to three folders down.
/// </summary>
/// <remarks>
/// Names come in irregular forms and are read in any of them: numbers of one to three digits, a take left out, capitals or not,
/// <c>.tif</c>, <c>.tiff</c> and converted pictures, a dash, a blank or an underscore for a dot. Where a picture is there in two file types
/// the second is left out, and so is any other picture; both are counted.
/// </remarks>
internal sealed partial class JaffeFormat : FaceFilesFormat
{

    public override string Name => "jaffe";

    public override string Description => "folder or zip with pictures called KA.AN1.39.tiff and the like";

    public override IReadOnlyList<string> Splits => SubjectSplits.Names;

    protected override string LabelRule => "posed";

    protected override bool Recognises(FileTree tree) => Images(tree).Any(entry => Pattern().IsMatch(entry.Stem));

    protected override FaceFiles Read(FileTree tree, string split, CancellationToken cancellation)
    {
        FileEntry[] images = [.. Images(tree).OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        (FileEntry Entry, Match Name)[] all =
            [.. images.Select(entry => (entry, Pattern().Match(entry.Stem))).Where(image => image.Item2.Success)];
        (FileEntry Entry, Match Name)[] distinct = [.. all.DistinctBy(image => image.Entry.Stem, StringComparer.OrdinalIgnoreCase)];
        Dictionary<string, int> subjects = SubjectSplits.Number(distinct.Select(image => image.Name.Groups["subject"].Value));
        (FileEntry Entry, Match Name)[] chosen =
            [.. distinct.Where(image => SubjectSplits.Holds(split, subjects[image.Name.Groups["subject"].Value]))];
        return new FaceFiles(
            ExpressionClasses.Seven,
            [.. chosen.Select(image => image.Entry)],
            [.. chosen.Select(image => ExpressionClasses.FromAbbreviation(image.Name.Groups["expression"].Value))],
            new PixelBox[chosen.Length])
        {
            Attributes = new Dictionary<string, int[]>
            {
                ["subject"] = [.. chosen.Select(image => subjects[image.Name.Groups["subject"].Value])],
                ["take"] = [.. chosen.Select(image => Take(image.Name))],
            },
            LeftOut =
            [
                new LeftOut("images with other names", images.Length - all.Length),
                new LeftOut("second files of an image", all.Length - distinct.Length),
            ],
        };
    }

    private static IEnumerable<FileEntry> Images(FileTree tree) =>
        tree.LayoutFolders().SelectMany(folder => tree.Files(folder, recursive: false)).Where(entry => entry.IsImage);

    private static int Take(Match name) =>
        name.Groups["take"] is { Length: > 0, Value: var take } ? int.Parse(take, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"^(?<subject>[A-Z]{2})[._ -](?<expression>AN|DI|FE|HA|NE|SA|SU)(?<take>[0-9]{0,2})[._ -][0-9]{1,3}$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
