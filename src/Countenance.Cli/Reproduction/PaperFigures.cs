using Countenance.Auditing;
using Countenance.Cli.Commands;
using Countenance.Cli.Options;
using Countenance.Cli.Progress;
using Countenance.Clustering;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Projection;
using Countenance.Reporting;
using Countenance.Reporting.Figures;
using Countenance.Reporting.Sections;
using Countenance.Reproduction;
using Countenance.Retrieval;
using Countenance.Torch;
using Countenance.Vision;

namespace Countenance.Cli.Reproduction;

/// <summary>The paper's Figures 2–9, as PNG files and on one page.</summary>
/// <param name="folder">Where to.</param>
/// <param name="precision">Precision of the embedding.</param>
/// <param name="device">Where to embed.</param>
/// <param name="console">Where progress is shown.</param>
internal sealed class PaperFigures(string folder, ComputePrecision precision, Device device, CommandConsole console)
{
    private const int QueriesPerClass = 1;
    private const int Retrieved = 5;
    private const int Suspects = 24;
    private const int Folds = 10;
    private const int Groups = 40;
    private const int Members = 16;

    private readonly List<ReportSection> sections = [];
    private IReadOnlyList<NeighbourRow> retrieved = [];

    /// <summary>Draws the figures.</summary>
    /// <param name="cells">What was measured; the pictures are of the most accurate SGM run among them.</param>
    /// <param name="training">The training split: maps, mislabelled images and groups.</param>
    /// <param name="evaluated">The evaluated split: retrieval.</param>
    /// <param name="subspaces">Folder of sub-spaces for Figure 7; null leaves it out.</param>
    /// <param name="cancellation">Stops between two figures.</param>
    public void Write(
        IReadOnlyList<ReproducedCell> cells,
        ImageDataset training,
        ImageDataset evaluated,
        string? subspaces,
        CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        ModelFigures[] models =
            [.. cells.Select(cell => new ModelFigures($"{cell.Cell.Method}, {cell.Cell.Model}", cell.Report.Retrieval, cell.F1ByK))];
        Compare(models);
        ReproducedCell? best = cells
            .Where(cell => cell.Cell.Loss == "sgm")
            .MaxBy(cell => cell.Report.Classification?.Accuracy ?? 0);
        if (best is null)
        {
            console.Error.WriteLine("Figures 2, 4, 6, 8 and 9 need a finished SGM run; there is none.");
        }
        else
        {
            using EmbeddedData learned = Embed(ModelOption.FileOf(best.Folder), training, cancellation);
            Map("figure2", learned, cancellation);
            Retrieve(best, evaluated, cancellation);
            Mislabelled(learned, training);
            Group(learned, cancellation);
        }

        if (subspaces is not null)
        {
            using EmbeddedData split = Embed(ModelOption.FileOf(subspaces), training, cancellation);
            Map("figure7", split, cancellation);
        }

        string page = Path.Combine(folder, "figures.html");
        HtmlReport.Write(new ReportContent { Title = "The paper's figures", Neighbours = retrieved, Sections = sections }, page);
        console.Output.WriteLine(page);
    }

    // Figures 3 and 5.
    private void Compare(ModelFigures[] models)
    {
        LineChart[] retrieval = [.. new[] { ModelComparison.RecallAtK(models), ModelComparison.AccuracyAtK(models) }.OfType<LineChart>()];
        if (retrieval.Length > 0)
        {
            Draw("figure3", LineChartImage.Draw(retrieval));
        }

        if (ModelComparison.F1ByK(models) is { } chart)
        {
            Draw("figure5", LineChartImage.Draw([chart]));
        }

        sections.AddRange(ModelComparison.Sections(models));
    }

    // Figures 2 and 7: by class, or by sub-class where the model has them.
    private void Map(string name, EmbeddedData data, CancellationToken cancellation)
    {
        var options = new TSneOptions { Threads = TorchRuntime.ThreadCount };
        EmbeddingMatrix points;
        using (ProgressReporter progress = console.StartProgress(name, options.Iterations, "iterations"))
        {
            points = TSne.Fit(data.Embeddings, options, new ProgressAdapter(progress), cancellation).Points;
        }

        ScatterChart chart = MapCommand.Chart(points, data, withPictures: true, cancellation);
        Draw(name, ScatterImage.Draw(chart, chart.Colourings.Count - 1));
        sections.Add(new ScatterSection(name, "Map", "t-SNE of the training split's embedding; near images are alike.", chart));
    }

    // Figure 4.
    private void Retrieve(ReproducedCell best, ImageDataset evaluated, CancellationToken cancellation)
    {
        using EmbeddedData data = Embed(ModelOption.FileOf(best.Folder), evaluated, cancellation);
        int[] queries =
        [
            .. Enumerable.Range(0, data.ClassNames.Count).SelectMany(label =>
                Enumerable.Range(0, data.Count).Where(i => data.Labels[i] == label).Take(QueriesPerClass)),
        ];
        NeighborLists found = new NearestNeighbors(data.Embeddings, TorchRuntime.ThreadCount)
            .Search(data.Embeddings.Rows(queries), Retrieved + 1);
        retrieved =
        [
            .. queries.Select((query, i) => RetrieveCommand.Row(
                data, query, data.Picture(query), found[i], found.DistancesOf(i), Retrieved)),
        ];
        Draw("figure4", RetrievalSheetImage.Draw(retrieved));
    }

    // Figure 6. The embedding has learned these labels: what it still disagrees with is all the more likely to be wrong.
    private void Mislabelled(EmbeddedData data, ImageDataset training)
    {
        AuditFolds folds = AuditFolds.Create(training.Labels, Folds, seed: 1);
        var options = new AuditOptions();
        OutOfFoldEvidence evidence = OutOfFoldEvidence.Gather(
            folds, training.ClassNames, data.Model!.Card.Sigma, _ => data.Embeddings, options);
        IReadOnlyList<Suspect> suspects = SuspectList.Create(LabelAudit.Judge(evidence), training, training.Votes, threshold: 0.5);
        if (suspects.Count > 0)
        {
            IReadOnlyList<LabelSuspect> pictures = AuditPage.Pictures(training, suspects, Suspects);
            Draw("figure6", SuspectSheetImage.Draw(pictures));
            sections.Add(SuspectSheet.Section(pictures));
        }
    }

    // Figures 8 and 9.
    private void Group(EmbeddedData data, CancellationToken cancellation)
    {
        ExpressionGroup[] found = [.. GroupsCommand.Find(data, Math.Min(Groups, data.Count), Members, seed: 1, console, cancellation)];
        GroupSheet[] sheets = [.. found.Select((group, i) => GroupsCommand.Sheet(data, group, i + 1))];
        foreach (GroupSheet sheet in sheets)
        {
            cancellation.ThrowIfCancellationRequested();
            Draw($"figure8-group-{sheet.Number:00}", GroupSheetImage.Draw(sheet));
        }

        sections.Add(new GroupSheetSection(sheets));
    }

    private EmbeddedData Embed(string path, ImageDataset dataset, CancellationToken cancellation)
    {
        EmbeddingModel model = ModelFile.Load(path, device);
        using ProgressReporter progress = console.StartProgress("embedding", dataset.Count, "images");
        EmbeddingMatrix embeddings = model.Embed(dataset, null, precision, new ProgressAdapter(progress), cancellation);

        // The same images and labels in an object of their own, which may be disposed of with the model.
        return new EmbeddedData(embeddings, model, dataset.WithLabels(dataset.Labels, votes: dataset.Votes), null);
    }

    private void Draw(string name, Image figure)
    {
        string path = Path.Combine(folder, name + FigureFile.Extension);
        FigureFile.Write(figure, path);
        console.Error.WriteLine($"Figure: {path}");
    }
}
