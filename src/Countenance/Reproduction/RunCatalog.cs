using Countenance.Models;
using Countenance.Training;

namespace Countenance.Reproduction;

/// <summary>A run found on disk.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Options">The options it was started with.</param>
/// <param name="EpochsDone">Epochs finished so far.</param>
/// <param name="Seconds">Seconds spent in training steps.</param>
public sealed record FoundRun(RunFolder Folder, TrainingOptions Options, int EpochsDone, double Seconds)
{
    /// <summary>Whether the training came to its end; of runs of versions that did not note it, whether all epochs were done.</summary>
    public bool IsFinished
        => File.Exists(Folder.BestModel) && (ModelFile.ReadCard(Folder.BestModel).IsFinished ?? EpochsDone >= Options.Epochs);
}

/// <summary>Training runs in a folder of runs.</summary>
public static class RunCatalog
{
    /// <summary>Lists the runs directly inside a folder, by name; what is no run, or not one of this version, is passed over.</summary>
    /// <param name="path">The folder; it need not exist.</param>
    public static IReadOnlyList<FoundRun> List(string path)
    {
        if (!Directory.Exists(path))
        {
            return [];
        }

        List<FoundRun> runs = [];
        foreach (string folder in Directory.GetDirectories(path).Order(StringComparer.Ordinal).Where(RunFolder.IsRun))
        {
            try
            {
                (RunFolder run, TrainingOptions options) = RunFolder.Open(folder);
                IReadOnlyList<EpochMetrics> epochs = run.Metrics.Read();
                runs.Add(new FoundRun(run, options, epochs.Count, epochs.Count > 0 ? epochs[^1].Seconds : 0));
            }
            catch (Exception error) when (error is TrainingException or MetricsLogException)
            {
            }
        }

        return runs;
    }

    /// <summary>
    /// The finished run of a cell, from random weights, without teachers, mixup and regeneration, with the most epochs (the first by name
    /// of equals); null if there is none.
    /// </summary>
    /// <param name="runs">Runs to choose from.</param>
    /// <param name="cell">Method and backbone.</param>
    /// <param name="format">Format of the data set it must have been trained on.</param>
    public static FoundRun? Finished(IReadOnlyList<FoundRun> runs, PaperCell cell, string format)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(cell);
        return runs
            .Where(run => run.Options.Loss == cell.Loss && run.Options.Model == cell.Model)
            .Where(run => run.Options is { InitialModel: null, Teachers: not { Count: > 0 } })
            .Where(run => run.Options is { Mixup: 0, Gaussian.Regeneration: false })
            .Where(run => run.IsFinished) // last: it reads the model's card
            .OrderByDescending(run => run.Options.Epochs)
            .FirstOrDefault(run => ModelFile.ReadCard(run.Folder.BestModel).Data.Format == format);
    }
}
