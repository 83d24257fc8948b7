using System.Globalization;
using Countenance.Evaluation;
using Spectre.Console;

namespace Countenance.Cli.Evaluation;

/// <summary>The figures of an evaluation as tables on the terminal, in per cent.</summary>
internal static class EvaluationTables
{
    public static void Write(IAnsiConsole console, EvaluationReport report)
    {
        WriteSummary(console, report);
        if (report.Classification is { } classification)
        {
            WriteClasses(console, classification);
        }

        if (report.Retrieval is { } retrieval)
        {
            WriteRetrieval(console, retrieval);
        }
    }

    private static void WriteSummary(IAnsiConsole console, EvaluationReport report)
    {
        Table table = New("measure", "%");
        if (report.Classification is { } knn)
        {
            Add(table, $"accuracy, {knn.K} nearest neighbours", knn.Accuracy);
            ConfidenceInterval interval = knn.AccuracyInterval;
            table.AddRow(new Text("  95 % confidence interval"), new Text($"{Percent(interval.Low)}–{Percent(interval.High)}"));
            Add(table, "macro precision", knn.Precision);
            Add(table, "macro recall", knn.Recall);
            Add(table, "macro F1, harmonic mean of the two", knn.F1);
            Add(table, "mean of the classes' F1", knn.MeanClassF1);
        }

        if (report.Posterior is { } posterior)
        {
            Add(table, "accuracy, posterior", posterior.Accuracy);
            Add(table, "F1, posterior", posterior.F1);
            Add(table, "expected calibration error", posterior.Ece);
            if (posterior.CalibratedEce is { } calibrated)
            {
                Add(table, "expected calibration error, calibrated", calibrated);
            }

            if (posterior.Votes is { } votes)
            {
                Add(table, "most probable class among the annotators' top two", votes.TopTwo);
            }

            if (posterior.Typicality is { } typicality)
            {
                Add(table, "typicality of the labelled class, median", typicality.Median);
                Add(table, "images with a typicality below 5 %", typicality.Below5Percent);
            }
        }

        if (report.PredictionNmi is { } predictionNmi)
        {
            Add(table, "NMI of labels and predictions", predictionNmi);
        }

        if (report.Clustering is { } clustering)
        {
            Add(table, $"NMI, k-means with {clustering.Clusters} clusters", clustering.Nmi);
            Add(table, "pairwise F1, k-means", clustering.PairwiseF1);
            Add(table, "adjusted Rand index, k-means", clustering.AdjustedRand);
        }

        if (report.Retrieval is { } retrieval)
        {
            Add(table, "MAP@R", retrieval.MapAtR);
        }

        if (table.Rows.Count > 0) // nothing is measured where nothing is labelled
        {
            console.Write(table);
        }
    }

    private static void WriteClasses(IAnsiConsole console, ClassificationResult classification)
    {
        Table table = New("class", "precision", "recall", "F1", "images");
        foreach (ClassScore score in classification.PerClass)
        {
            table.AddRow(
                new Text(score.Name),
                new Text(Percent(score.Precision)),
                new Text(Percent(score.Recall)),
                new Text(Percent(score.F1)),
                new Text(score.Support.ToString(CultureInfo.InvariantCulture)));
        }

        console.WriteLine();
        console.Write(table);
    }

    private static void WriteRetrieval(IAnsiConsole console, RetrievalResult retrieval)
    {
        Table table = New("K", "Recall@K", "Acc@K");
        for (int i = 0; i < retrieval.K.Count; i++)
        {
            table.AddRow($"{retrieval.K[i]}", Percent(retrieval.Recall[i]), Percent(retrieval.Accuracy[i]));
        }

        console.WriteLine();
        console.Write(table);
    }

    private static Table New(string first, params string[] numbers)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn(first));
        foreach (string number in numbers)
        {
            table.AddColumn(new TableColumn(number).RightAligned());
        }

        return table;
    }

    private static void Add(Table table, string measure, double fraction) => table.AddRow(new Text(measure), new Text(Percent(fraction)));

    private static string Percent(double fraction) => (100 * fraction).ToString("0.00", CultureInfo.InvariantCulture);
}
