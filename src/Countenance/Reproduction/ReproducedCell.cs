using Countenance.Evaluation;
using Countenance.Reporting;

namespace Countenance.Reproduction;

/// <summary>What a finished run of a cell measured.</summary>
/// <param name="Cell">Method and backbone.</param>
/// <param name="Folder">Folder of the run.</param>
/// <param name="Epochs">Epochs trained.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="TrainingSeconds">Seconds spent in training steps.</param>
/// <param name="Report">Figures on FER+.</param>
/// <param name="F1ByK">kNN scores on FER+ against the number of neighbours.</param>
/// <param name="Elsewhere">NMI of labels and kNN predictions, and of k-means, on other data sets, by format; fractions.</param>
public sealed record ReproducedCell(
    PaperCell Cell,
    string Folder,
    double Epochs,
    long Seed,
    double TrainingSeconds,
    EvaluationReport Report,
    IReadOnlyList<NeighbourCountScore> F1ByK,
    IReadOnlyDictionary<string, EvaluationReport> Elsewhere);
