using Countenance.Evaluation;
using Countenance.Reporting;
using Countenance.Reporting.Sections;

namespace Countenance.Tests.Reporting;

/// <summary>A report with every part, its figures invented but of the size a run on FER+ has.</summary>
internal static class SampleReport
{
    public static readonly string[] Classes =
        ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"];

    private static readonly int[][] Confusion =
    [
        [1012, 31, 22, 92, 18, 0, 2, 3],
        [34, 801, 12, 7, 7, 0, 0, 1],
        [24, 12, 349, 6, 8, 0, 12, 0],
        [101, 9, 4, 219, 12, 1, 2, 0],
        [33, 10, 10, 15, 219, 1, 1, 0],
        [3, 1, 0, 3, 8, 10, 0, 0],
        [4, 1, 22, 6, 2, 0, 25, 0],
        [7, 1, 0, 2, 1, 0, 0, 5],
    ];

    /// <summary>A one-pixel PNG.</summary>
    public static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    public static ReportContent Create() => Create(index => new Thumbnail(Png, $"fer{index:D7}.png"));

    /// <summary>A report with every part.</summary>
    /// <param name="thumbnail">Makes the picture of that number.</param>
    public static ReportContent Create(Func<int, Thumbnail> thumbnail) => new()
    {
        Title = "SGM ResNet18 on FER+",
        Subtitle = "A structured-Gaussian embedding of facial expressions trained from scratch, evaluated on the validation split.",
        Facts =
        [
            new("Model", "ResNet18, 1 × 64 × 64 px → 64 dimensions"), new("Loss", "SGM, σ = 1, likelihood 0.01"),
            new("Trained on", "ferplus train, 25,045 images"), new("Epochs", "24"), new("Seed", "1"), new("Training time", "1 h 42 min, 2 cores"),
            new("Commit", "a1afde7"),
        ],
        Evaluation = Evaluation,
        ClassNames = Classes,
        F1ByK = [.. Enumerable.Range(1, 15).Select(i => 2 * i - 1).Select(k => new NeighbourCountScore(k, 0.668 - 0.06 / k - 0.0006 * k, 0.806 - 0.09 / k))],
        TrainingCurves = Curves(),
        Neighbours = [.. Enumerable.Range(0, 8).Select(query => Row(query, thumbnail))],
        Sections = [Subspaces, Hardest(thumbnail)],
    };

    public static EvaluationReport Evaluation { get; } = new(
        new DatasetSummary("ferplus", "valid", 3191, "majority"),
        new ClassificationResult(11, 0.8273268568, 0.7712, 0.6391, 0.6990, 0.6854, [.. Classes.Select(Score)], Confusion),
        new PosteriorResult(0.8161, 0.6902, 0.0713),
        new ClusteringResult(8, 0.4638, 0.5917, 0.4402),
        0.5731,
        new RetrievalResult(
            [1, 2, 4, 8, 16, 32], [0.7289, 0.8204, 0.8837, 0.9244, 0.9523, 0.9702], [0.7289, 0.7251, 0.7204, 0.7162, 0.7093, 0.7001], 0.5288),
        new Dictionary<string, double> { ["embed"] = 9.61, ["classification"] = 1.92, ["clustering"] = 0.84, ["retrieval"] = 0.37 });

    public static SubspaceSection Subspaces { get; } = new(
        ["glasses", "baby", "mouth open", "head pose"],
        [new("happiness", 5, [0.41, 0.12, 0.63, 0.05]), new("surprise", 5, [0.38, 0.21, 0.17, -0.01]), new("fear", 2, [0.22, 0.02, double.NaN, 0.04])]);

    private static ImageSheetSection Hardest(Func<int, Thumbnail> thumbnail) => new(
        "suspects",
        "Likely wrong labels",
        "Images whose class Gaussian finds them least typical of their label, most suspicious first.",
        [.. Enumerable.Range(0, 8).Select(i => new SheetImage(
            thumbnail(100 + i), $"{Classes[(i * 3) % 8]} → {Classes[(i * 3 + 1) % 8]}", [$"posterior {99.1 - i:F1} %", $"fer{(i + 17) * 1373:D7}.png"]))]);

    private static ClassScore Score(string name, int index)
    {
        var support = Confusion[index].Sum();
        var precision = (double)Confusion[index][index] / Confusion.Sum(row => row[index]);
        var recall = (double)Confusion[index][index] / support;
        return new ClassScore(name, precision, recall, 2 * precision * recall / (precision + recall), support);
    }

    private static TrainingCurve[] Curves()
    {
        double[] epochs = [.. Enumerable.Range(1, 24).Select(epoch => (double)epoch)];
        double[] At(Func<double, double> value) => [.. epochs.Select(value)];
        return
        [
            new("training", "Loss", epochs, At(e => 0.19 + 0.55 * Math.Exp(-e / 5) + 0.006 * Math.Sin(e * 2.1))),
            new("validation", "Loss", epochs, At(e => 0.27 + 0.42 * Math.Exp(-e / 4) + 0.012 * Math.Sin(e * 3.3))),
            new("validation kNN", "Accuracy", epochs, At(e => 0.828 - 0.30 * Math.Exp(-e / 4) + 0.004 * Math.Sin(e * 4.7)), ValueFormat.Share),
            new("validation posterior", "Accuracy", [4, 8, 12, 16, 20, 24], [0.701, 0.771, 0.796, 0.807, 0.813, 0.816], ValueFormat.Share),
            new("learning rate", "Learning rate", epochs, At(e => e < 3 ? 1e-3 * e / 3 : 5e-4 * (1 + Math.Cos(Math.PI * (e - 3) / 21)))),
            new("images", "Images per second", epochs, At(e => 131 + 4 * Math.Sin(e * 1.7))),
        ];
    }

    private static NeighbourRow Row(int query, Func<int, Thumbnail> thumbnail)
    {
        var predicted = query == 3 ? Classes[0] : Classes[query];
        return new NeighbourRow(
            thumbnail(query * 10),
            Classes[query],
            predicted,
            0.97 - 0.07 * query,
            [.. Enumerable.Range(1, 8).Select(i => new Neighbour(
                thumbnail(query * 10 + i), Classes[(i * (query + 1)) % 7 == 5 || (query == 3 && i < 6) ? 0 : query], 0.31 + 0.07 * i + 0.04 * query))]);
    }
}
