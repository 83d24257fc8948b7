using System.Globalization;
using System.Text;
using Countenance.Evaluation;

namespace Countenance.Reproduction;

/// <summary>The paper's tables with our figures beside its own, as Markdown; ▲ marks the better of two.</summary>
public static class ReproductionTables
{
    /// <summary>The data sets of Table 1 beside FER+: format and the paper's heading.</summary>
    public static IReadOnlyList<(string Format, string Heading)> Elsewhere { get; } =
        [("affectnet", "AffectNet"), ("jaffe", "JAFFE"), ("ckplus", "CK+"), ("bu3dfe", "BU-3DFE")];

    /// <summary>Table 1: clustering. NMI as the authors computed it (labels and kNN predictions) beside the paper's, and that of k-means.</summary>
    /// <param name="cells">What was measured; cells that were not stay empty.</param>
    public static string Clustering(IReadOnlyList<ReproducedCell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        string others = string.Concat(Elsewhere.Select(set => $" {set.Heading} paper | ours | k-means |"));
        var text = new StringBuilder($"| method | backbone | epochs | FER+ paper | ours | k-means |{others}\n");
        text.Append("|---|---|--:|--:|--:|--:|").Append(string.Concat(Elsewhere.Select(_ => "--:|--:|--:|"))).Append('\n');
        foreach (PaperCell cell in PaperResults.Cells.Where(cell => PaperResults.Clustering(cell) is not null))
        {
            PaperClustering paper = PaperResults.Clustering(cell)!;
            ReproducedCell? found = cells.FirstOrDefault(candidate => candidate.Cell == cell);
            text.Append(CultureInfo.InvariantCulture, $"| {cell.Method} | {cell.Model} | {Epochs(found)} |");
            AppendClustering(text, paper.FerPlus, found?.Report);
            double[] figures = [paper.AffectNet, paper.Jaffe, paper.CkPlus, paper.Bu3dfe];
            for (int i = 0; i < figures.Length; i++)
            {
                AppendClustering(text, figures[i], found?.Elsewhere.GetValueOrDefault(Elsewhere[i].Format));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Table 2: classification by the 11 nearest neighbours.</summary>
    /// <param name="cells">What was measured; cells that were not stay empty.</param>
    public static string Classification(IReadOnlyList<ReproducedCell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var text = new StringBuilder(
            "| method | backbone | epochs | accuracy paper | ours | precision paper | ours | recall paper | ours | F1 paper | ours | training |\n");
        text.Append("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        foreach (PaperCell cell in PaperResults.Cells)
        {
            PaperClassification paper = PaperResults.Classification(cell);
            ReproducedCell? found = cells.FirstOrDefault(candidate => candidate.Cell == cell);
            ClassificationResult? ours = found?.Report.Classification;
            text.Append(CultureInfo.InvariantCulture, $"| {cell.Method} | {cell.Model} | {Epochs(found)} |");
            AppendPair(text, paper.Accuracy, ours?.Accuracy);
            AppendPair(text, paper.Precision, ours?.Precision);
            AppendPair(text, paper.Recall, ours?.Recall);
            AppendPair(text, paper.F1, ours?.F1);
            text.Append(CultureInfo.InvariantCulture, $" {Minutes(found)} |\n");
        }

        return text.ToString();
    }

    private static void AppendClustering(StringBuilder text, double paper, EvaluationReport? ours)
    {
        AppendPair(text, paper, ours?.PredictionNmi);
        text.Append(CultureInfo.InvariantCulture, $" {Percent(ours?.Clustering?.Nmi)} |");
    }

    // Both to the same digits, so that a difference one cannot see is not called one.
    private static void AppendPair(StringBuilder text, double paper, double? ours)
    {
        double left = Math.Round(paper, 2);
        double? right = ours is { } value ? Math.Round(100 * value, 2) : null;
        string leftMark = right is { } known && left > known ? "▲ " : string.Empty;
        string rightMark = right > left ? "▲ " : string.Empty;
        text.Append(CultureInfo.InvariantCulture, $" {leftMark}{left:0.00} |");
        text.Append(right is null ? " |" : string.Create(CultureInfo.InvariantCulture, $" {rightMark}{right:0.00} |"));
    }

    private static string Percent(double? fraction)
        => fraction is { } value ? (100 * value).ToString("0.00", CultureInfo.InvariantCulture) : string.Empty;

    private static string Epochs(ReproducedCell? found) => found?.Epochs.ToString("0.#", CultureInfo.InvariantCulture) ?? string.Empty;

    private static string Minutes(ReproducedCell? found)
        => found is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{found.TrainingSeconds / 60:0} min");
}
