using Countenance.Evaluation;
using Countenance.Models;
using Countenance.Reproduction;
using Countenance.Tests.Models;
using Countenance.Training;

namespace Countenance.Tests.Reproduction;

public class ReproductionTests
{
    [Fact]
    public void The_paper_has_three_methods_on_every_backbone_there_is()
    {
        Assert.Equal(15, PaperResults.Cells.Distinct().Count());
        IEnumerable<string> backbones = ModelArchitectures.All.Select(entry => entry.Name).Where(name => name != "resnet18-fine"); // ours
        Assert.Equal(
            backbones.Order(), PaperResults.Cells.Select(cell => cell.Model).Distinct().Order());
        Assert.Equal(new PaperClassification(87.631, 88.614, 68.724, 77.412), PaperResults.Classification(Cell("sgm", "resnet18")));
        Assert.Equal(68.840, PaperResults.Clustering(Cell("sgm", "resnet18"))!.FerPlus);
        Assert.Null(PaperResults.Clustering(Cell("softmax", "resnet18")));
        Assert.Equal(55.257, PaperResults.Clustering(Cell("triplet", "fmpnet"))!.FerPlus);
    }

    // F1 is the harmonic mean of the macros: a mistyped figure would not fit the other two.
    [Fact]
    public void The_paper_s_figures_fit_each_other()
        => Assert.All(PaperResults.Cells.Select(PaperResults.Classification), row => Assert.Equal(
            2 * row.Precision * row.Recall / (row.Precision + row.Recall), row.F1, 0.002));

    [Fact]
    public void The_better_of_two_is_marked_and_what_was_not_measured_is_empty()
    {
        ReproducedCell found = Found(Cell("sgm", "resnet18"), accuracy: 0.90, precision: 0.5);
        string[] lines = ReproductionTables.Classification([found]).Split('\n');

        Assert.Contains(
            "| SGMLoss | resnet18 | 3 | 87.63 | ▲ 90.00 | ▲ 88.61 | 50.00 | ▲ 68.72 | 40.00 | ▲ 77.41 | 44.44 | 2 min |", lines);
        Assert.Contains("| CNN | fmpnet |  | 79.54 | | 66.70 | | 68.58 | | 67.63 | |  |", lines);
        Assert.Equal(2 + 15, lines.Length - 1);
    }

    [Fact]
    public void Clustering_shows_the_authors_figure_and_k_means()
    {
        ReproducedCell found = Found(Cell("triplet", "cvgg13"), accuracy: 0.8, precision: 0.7) with
        {
            Elsewhere = new Dictionary<string, EvaluationReport> { ["jaffe"] = Report(0.8, 0.7, nmi: 0.5) },
        };
        string row = ReproductionTables.Clustering([found]).Split('\n').Single(line => line.Contains("TripletLoss | cvgg13", StringComparison.Ordinal));

        Assert.StartsWith("| TripletLoss | cvgg13 | 3 | ▲ 67.38 | 30.00 | 20.00 | 9.10 | |  |", row, StringComparison.Ordinal);
        Assert.Contains("| 28.30 | ▲ 50.00 | 20.00 |", row, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_runs_the_longest_finished_one_is_taken()
    {
        using var folder = new TemporaryFolder();
        Run(folder, "short", epochs: 2, done: 2);
        Run(folder, "long", epochs: 5, done: 5);
        Run(folder, "unfinished", epochs: 9, done: 8);
        Run(folder, "other", epochs: 9, done: 9, loss: "triplet");
        Run(folder, "elsewhere", epochs: 9, done: 9, format: "synthetic");
        Run(folder, "mixed", epochs: 9, done: 9, mixup: 0.2);
        Run(folder, "regenerated", epochs: 9, done: 9, regeneration: true);
        Run(folder, "continued", epochs: 9, done: 9, initialModel: "long.safetensors");
        Run(folder, "stopped before the end", epochs: 9, done: 9, isFinished: false);
        Directory.CreateDirectory(folder["no-run"]);
        Directory.CreateDirectory(folder["another version"]);
        File.WriteAllText(folder["another version/config.json"], "{\"unknown\": 1}");

        FoundRun? found = RunCatalog.Finished(RunCatalog.List(folder.Root), Cell("sgm", "resnet18"), "ferplus");

        Assert.Equal("long", Path.GetFileName(found?.Folder.Path));
        Assert.True(Run(folder, "patience was at its end", epochs: 9, done: 4, isFinished: true).IsFinished);
        Assert.Null(RunCatalog.Finished(RunCatalog.List(folder.Root), Cell("sgm", "alexnet"), "ferplus"));
        Assert.Empty(RunCatalog.List(folder["missing"]));
    }

    [Fact]
    public void A_cell_is_measured_once_and_again_when_its_model_changed()
    {
        using var folder = new TemporaryFolder();
        using var faces = SmallModel.Faces(48);
        FoundRun run = Run(folder, "run", epochs: 1, done: 1);
        CellFigures first = CellEvaluation.Measure(
            run, faces, faces, ComputePrecision.Full, cancellation: TestContext.Current.CancellationToken);
        string file = Directory.GetFiles(run.Folder.Path, "evaluation-*.json").Single();
        DateTime measured = File.GetLastWriteTimeUtc(file);

        Assert.Equal(
            first.Report.Classification!.Accuracy,
            CellEvaluation.Measure(run, faces, faces, ComputePrecision.Full, cancellation: TestContext.Current.CancellationToken)
                .Report.Classification!.Accuracy);
        Assert.Equal(measured, File.GetLastWriteTimeUtc(file));

        File.SetLastWriteTimeUtc(run.Folder.BestModel, measured.AddSeconds(5));
        CellEvaluation.Measure(run, faces, faces, ComputePrecision.Full, cancellation: TestContext.Current.CancellationToken);
        Assert.NotEqual(measured, File.GetLastWriteTimeUtc(file));

        using var others = SmallModel.Faces(40);
        CellEvaluation.Measure(run, faces, others, ComputePrecision.Full, cancellation: TestContext.Current.CancellationToken);
        CellEvaluation.Measure(run, faces, faces, ComputePrecision.BFloat16, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(3, Directory.GetFiles(run.Folder.Path, "evaluation-*.json").Length);
    }

    private static PaperCell Cell(string loss, string model)
        => PaperResults.Cells.Single(cell => cell.Loss == loss && cell.Model == model);

    private static ReproducedCell Found(PaperCell cell, double accuracy, double precision)
        => new(cell, "runs/x", 3, 1, 130, Report(accuracy, precision, nmi: 0.3), [], new Dictionary<string, EvaluationReport>());

    private static EvaluationReport Report(double accuracy, double precision, double nmi) => new(
        new DatasetSummary("ferplus", "valid", 10, "majority"),
        new ClassificationResult(11, accuracy, precision, 0.4, 2 * precision * 0.4 / (precision + 0.4), 0.4, [], []),
        null,
        new ClusteringResult(8, 0.2, 0.1, 0.1),
        nmi,
        null,
        new Dictionary<string, double>());

    private static FoundRun Run(
        TemporaryFolder folder,
        string name,
        int epochs,
        int done,
        string loss = "sgm",
        string format = "ferplus",
        double mixup = 0,
        bool regeneration = false,
        string? initialModel = null,
        bool? isFinished = null)
    {
        var options = new TrainingOptions { Epochs = epochs, Loss = loss, Mixup = mixup, InitialModel = initialModel };
        options = options with { Gaussian = options.Gaussian with { Regeneration = regeneration } };
        RunFolder run = RunFolder.Create(folder[name], options);
        for (int epoch = 1; epoch <= done; epoch++)
        {
            run.Metrics.Append(new EpochMetrics(epoch, epoch * 10, new Dictionary<string, double> { ["loss"] = 1 }, epoch * 60));
        }

        using EmbeddingModel model = SmallModel.Create();
        ModelCard card = model.Card with { Data = model.Card.Data with { Format = format }, IsFinished = isFinished };
        ModelFile.Save(run.BestModel, card, model.Network.StateDict(), null);
        return RunCatalog.List(folder.Root).Single(found => Path.GetFileName(found.Folder.Path) == name);
    }
}
