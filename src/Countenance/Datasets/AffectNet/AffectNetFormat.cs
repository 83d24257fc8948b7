using Countenance.Datasets.Files;

namespace Countenance.Datasets.AffectNet;

/// <summary>
/// AffectNet (Mollahosseini et al., 2017): faces from the web, each with the expression one annotator saw, eight classes. Reads the
/// official lists <c>training.csv</c> and <c>validation.csv</c> with the manually annotated images, and the later layout of
/// <c>{train_set,val_set}/{images,annotations}</c>. There is no public test split.
/// </summary>
internal sealed class AffectNetFormat : FaceFilesFormat
{
    public override string Name => "affectnet";

    public override string Description =>
        "folder or zip with Manually_Annotated_Images and training.csv, or with train_set/images and train_set/annotations";

    public override IReadOnlyList<string> Splits { get; } = [.. AffectNetSplit.All.Select(split => split.Name)];

    protected override string LabelRule => "annotator";

    protected override bool Recognises(FileTree tree) => AffectNetArrays.FindIn(tree) is not null || AffectNetList.IsIn(tree);

    protected override FaceFiles Read(FileTree tree, string split, CancellationToken cancellation)
    {
        AffectNetSplit chosen = AffectNetSplit.All.Single(candidate => candidate.Name == split);
        return AffectNetArrays.FindIn(tree) is { } root
            ? new AffectNetArrays(tree, root).Read(chosen, cancellation)
            : new AffectNetList(tree).Read(chosen);
    }
}
