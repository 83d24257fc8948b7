namespace Countenance.Reproduction;

/// <summary>A method and a backbone of the paper: a row of its tables.</summary>
/// <param name="Method">The paper's name of the method.</param>
/// <param name="Loss">Our name of its loss.</param>
/// <param name="Model">Our name of the backbone.</param>
public sealed record PaperCell(string Method, string Loss, string Model);

/// <summary>Clustering of Table 1: NMI in per cent; null where the paper has no figure.</summary>
public sealed record PaperClustering(double FerPlus, double AffectNet, double Jaffe, double CkPlus, double Bu3dfe);

/// <summary>Classification of Table 2, on FER+, K = 11, in per cent.</summary>
public sealed record PaperClassification(double Accuracy, double Precision, double Recall, double F1);

/// <summary>
/// The figures of the paper's Tables 1 and 2. Its ResNet18 and AlexNet started from ImageNet weights, and its figures are on the test split.
/// </summary>
public static class PaperResults
{
    /// <summary>Its backbones, in the order of its tables.</summary>
    public static IReadOnlyList<string> Models { get; } = ["fmpnet", "cvgg13", "alexnet", "resnet18", "preactresnet18"];

    /// <summary>Methods × backbones, in the order of the paper.</summary>
    public static IReadOnlyList<PaperCell> Cells { get; } =
    [
        .. Models.Select(model => new PaperCell("CNN", "softmax", model)),
        .. Models.Select(model => new PaperCell("TripletLoss", "triplet", model)),
        .. Models.Select(model => new PaperCell("SGMLoss", "sgm", model)),
    ];

    private static readonly PaperClassification[] classification =
    [
        new(79.535, 66.697, 68.582, 67.627), new(84.316, 75.151, 67.425, 71.079), new(86.038, 77.658, 68.657, 72.881),
        new(87.695, 85.956, 69.659, 76.954), new(82.372, 76.915, 65.238, 70.597),
        new(82.563, 79.554, 62.406, 69.944), new(85.974, 82.034, 68.112, 74.428), new(86.038, 80.598, 67.895, 73.703),
        new(87.121, 78.543, 68.378, 73.109), new(83.519, 74.081, 64.856, 69.162),
        new(83.360, 78.806, 66.520, 72.143), new(86.261, 86.321, 67.341, 75.659), new(86.643, 86.182, 67.673, 75.814),
        new(87.631, 88.614, 68.724, 77.412), new(84.316, 89.008, 66.519, 76.138),
    ];

    private static readonly PaperClustering[] clustering =
    [
        new(55.257, 10.627, 19.528, 71.129, 34.901), new(67.384, 9.103, 28.295, 68.303, 27.275),
        new(67.035, 12.945, 30.241, 68.800, 27.039), new(64.457, 15.588, 31.046, 74.028, 36.708),
        new(57.904, 8.452, 20.699, 70.079, 27.580),
        new(57.880, 10.469, 26.196, 77.839, 36.559), new(65.139, 10.355, 24.293, 66.062, 27.233),
        new(62.091, 10.582, 24.560, 65.230, 28.115), new(68.840, 12.333, 30.382, 77.902, 37.545),
        new(51.425, 6.886, 23.216, 61.413, 26.104),
    ];

    /// <summary>Table 2's figures of a row.</summary>
    /// <exception cref="ArgumentException">The paper has no such row.</exception>
    public static PaperClassification Classification(PaperCell cell) => classification[Index(cell)];

    /// <summary>Table 1's figures of a row; null for the CNNs, which it leaves out.</summary>
    /// <exception cref="ArgumentException">The paper has no such row.</exception>
    public static PaperClustering? Clustering(PaperCell cell)
    {
        int row = Index(cell) - Models.Count;
        return row < 0 ? null : clustering[row];
    }

    private static int Index(PaperCell cell)
    {
        int index = Cells.ToList().IndexOf(cell);
        return index >= 0 ? index : throw new ArgumentException($"The cell must be one of the paper's. Got {cell}.", nameof(cell));
    }
}
