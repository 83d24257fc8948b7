using System.CommandLine;
using Countenance.Models;
using Countenance.Torch;
using Countenance.Training;

namespace Countenance.Cli.Commands;

/// <summary>The option that names a model: a model file, or the folder of a run, whose best model is meant.</summary>
internal sealed class ModelOption(bool isRequired = true)
{
    private readonly Option<string?> model = new("--model")
    {
        Description = "Model file, or the folder of a training run.",
        HelpName = "FILE",
        Required = isRequired,
    };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Add(model);

    /// <summary>Whether a model was named.</summary>
    public bool IsGiven(ParseResult arguments) => arguments.GetValue(model) is not null;

    /// <summary>The model file that a path means: of a run's folder its best model, of a file the file itself.</summary>
    public static string FileOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return path;
        }

        string best = Path.Combine(path, "checkpoints", "best.safetensors"); // a training's and sub-spaces' alike
        return System.IO.File.Exists(best) ? best : RunFolder.Open(path).Folder.BestModel;
    }

    /// <summary>The model file that was typed.</summary>
    public string File(ParseResult arguments) => FileOf(arguments.GetRequiredValue(model)!);

    /// <summary>Loads the model.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="device">Where it is to compute; the processor by default.</param>
    /// <returns>The model, owned by the caller, and the metrics of its run where they lie beside it.</returns>
    public (EmbeddingModel Model, IReadOnlyList<EpochMetrics> Epochs) Load(ParseResult arguments, Device? device = null)
    {
        string path = File(arguments);
        string? run = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(path)));
        IReadOnlyList<EpochMetrics> epochs = run is not null && RunFolder.IsRun(run) ? RunFolder.Open(run).Folder.Metrics.Read() : [];
        return (ModelFile.Load(path, device), epochs);
    }
}
