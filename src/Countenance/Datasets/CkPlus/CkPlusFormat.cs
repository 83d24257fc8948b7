using Countenance.Datasets.Files;

namespace Countenance.Datasets.CkPlus;

/// <summary>
/// CK+ (Lucey et al., 2010): sequences of a face from neutral to the peak of an expression. Reads
/// <c>cohn-kanade-images/S005/001/*.png</c> with <c>Emotion/S005/001/*_emotion.txt</c>, and <c>Landmarks</c> where they are there, all up
/// to three folders down.
/// </summary>
/// <remarks>
/// Of every sequence with an emotion file two frames are taken: the first, labelled neutral, and the peak, labelled with the emotion. The
/// peak is the frame that the emotion file is named after, or else the last. Of a sequence with a single frame only the peak is taken.
/// Sequences without an emotion file (266 of 593) have no label; they are left out and counted, and so are emotion files without frames.
/// Classes are eight, or seven where no emotion file says contempt. The frames show head and shoulders; with landmarks the face is cut out
/// (<see cref="CkPlusLandmarks"/>), without them the middle square is taken.
/// </remarks>
internal sealed class CkPlusFormat : FaceFilesFormat
{
    private const string ImageFolder = "cohn-kanade-images";
    private const string EmotionFolder = "Emotion";
    private const string LandmarkFolder = "Landmarks";

    public override string Name => "ckplus";

    public override string Description => "folder or zip with cohn-kanade-images/S005/001/*.png and Emotion/S005/001/*_emotion.txt";

    public override IReadOnlyList<string> Splits => SubjectSplits.Names;

    protected override string LabelRule => "peak";

    protected override bool Recognises(FileTree tree) => tree.FindFolder(ImageFolder) is not null;

    protected override FaceFiles Read(FileTree tree, string split, CancellationToken cancellation)
    {
        string images = tree.FindFolder(ImageFolder)!;
        string emotions = tree.FindFolder(EmotionFolder)
            ?? throw new DatasetException(tree.Path, $"has no folder {EmotionFolder}; without it nothing is labelled");
        using FileTreeReader reader = tree.OpenReader();
        Dictionary<string, CkPlusEmotion> labelled = CkPlusEmotion.ReadAll(tree, reader, emotions);
        bool hasContempt = labelled.Values.Any(emotion => ExpressionClasses.Eight[emotion.Label] == ExpressionClasses.Contempt);
        CkPlusSequence[] sequences = [.. CkPlusSequence.FindAll(tree, images)];
        Dictionary<string, int> subjects = SubjectSplits.Number(
            sequences.Where(sequence => labelled.ContainsKey(sequence.Key)).Select(sequence => sequence.Subject));

        var frames = new List<(FileEntry Entry, int Label, int Subject)>();
        int unlabelled = 0;
        foreach (CkPlusSequence sequence in sequences)
        {
            if (!labelled.Remove(sequence.Key, out CkPlusEmotion? emotion))
            {
                unlabelled++;
            }
            else if (SubjectSplits.Holds(split, subjects[sequence.Subject]))
            {
                FileEntry peak = sequence.Peak(emotion.Frame);
                if (sequence.Frames[0] != peak)
                {
                    frames.Add((sequence.Frames[0], ExpressionClasses.IndexOf("neutral"), subjects[sequence.Subject]));
                }

                frames.Add((peak, emotion.Label, subjects[sequence.Subject]));
            }
        }

        FileEntry[] entries = [.. frames.Select(frame => frame.Entry)];
        return new FaceFiles(
            hasContempt ? ExpressionClasses.Eight : ExpressionClasses.Seven,
            entries,
            [.. frames.Select(frame => frame.Label)],
            CkPlusLandmarks.Faces(tree, reader, tree.FindFolder(LandmarkFolder), entries))
        {
            Attributes = new Dictionary<string, int[]> { ["subject"] = [.. frames.Select(frame => frame.Subject)] },
            LeftOut =
            [
                new LeftOut("sequences without an emotion file", unlabelled),
                new LeftOut("emotion files without a sequence", labelled.Count),
            ],
        };
    }
}
