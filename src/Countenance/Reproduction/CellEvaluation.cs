using System.Text.Json;
using Countenance.Datasets;
using Countenance.Evaluation;
using Countenance.Models;
using Countenance.Reporting;
using Countenance.Torch;

namespace Countenance.Reproduction;

/// <summary>Figures of a run on a split, kept beside the run so that they are measured once.</summary>
public static class CellEvaluation
{
    /// <summary>Measures a run's best model, or reads what was measured since it was written.</summary>
    /// <param name="run">The run.</param>
    /// <param name="evaluated">The split evaluated.</param>
    /// <param name="gallery">The training split the nearest neighbours are taken from.</param>
    /// <param name="precision">Precision of the embedding.</param>
    /// <param name="progress">Told the number of images embedded so far, over both splits.</param>
    /// <param name="device">Where to embed; the processor by default.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="ArgumentException">The model's classes are not the data set's.</exception>
    public static CellFigures Measure(
        FoundRun run,
        ImageDataset evaluated,
        ImageDataset gallery,
        ComputePrecision precision,
        IProgress<int>? progress = null,
        Device? device = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(evaluated);
        ArgumentNullException.ThrowIfNull(gallery);
        string name = string.Join('-', "evaluation", evaluated.Format, evaluated.Split, evaluated.Digest[..12], gallery.Digest[..12], precision);
        string path = Path.Combine(run.Folder.Path, name + ".json");
        if (File.Exists(path) && File.GetLastWriteTimeUtc(path) > File.GetLastWriteTimeUtc(run.Folder.BestModel) && Read(path) is { } kept)
        {
            return kept;
        }

        using EmbeddingModel model = ModelFile.Load(run.Folder.BestModel, device);
        ModelEvaluation evaluation = ModelEvaluation.Run(
            model, evaluated, gallery, new EvaluationOptions { Threads = TorchRuntime.ThreadCount }, precision, progress, cancellation);
        var figures = new CellFigures(
            evaluation.Report,
            [.. (evaluation.Details.Sweep ?? []).Select(point => new NeighbourCountScore(point.K, point.F1, point.Accuracy))]);
        AtomicFile.WriteAllText(path, JsonSerializer.Serialize(figures, ReproductionJson.Default.CellFigures) + "\n");
        return figures;
    }

    // What cannot be read is measured again.
    private static CellFigures? Read(string path)
    {
        try
        {
            CellFigures? kept = JsonSerializer.Deserialize(File.ReadAllText(path), ReproductionJson.Default.CellFigures);
            return kept is { Report.Dataset: not null, F1ByK: not null } ? kept : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
