using System.CommandLine;
using Countenance.Models;
using Countenance.Torch;
using Countenance.Training;

namespace Countenance.Cli.Options;

/// <summary>The option that names a model: a model file, or the folder of a run, whose best model is meant.</summary>
/// <param name="isRequired">Whether a model must be named.</param>
/// <param name="otherwise">What the help says of a command where none is named: the end of its sentence.</param>
internal sealed class ModelOption(bool isRequired = true, string? otherwise = null)
{
    /// <summary>What the bundled model is called on the command line.</summary>
    public const string Default = "default";

    private const string DefaultFile = "ferplus-resnet18-sgm.safetensors";

    private readonly Option<string?> model = new("--model")
    {
        Description = $"Model file, or the folder of a training run; 'default' for the bundled model{otherwise}.",
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
        if (path == Default)
        {
            return DefaultPath();
        }

        if (!Directory.Exists(path))
        {
            return path;
        }

        string best = Path.Combine(path, "checkpoints", "best.safetensors"); // a training's and sub-spaces' alike
        return System.IO.File.Exists(best) ? best : RunFolder.Open(path).Folder.BestModel;
    }

    /// <summary>The model file that was typed.</summary>
    public string File(ParseResult arguments) => FileOf(arguments.GetValue(model) ?? Default);

    /// <summary>Loads the model.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="device">Where it is to compute; the processor by default.</param>
    /// <returns>The model, owned by the caller.</returns>
    public EmbeddingModel Load(ParseResult arguments, Device? device = null) => ModelFile.Load(File(arguments), device);

    /// <summary>The metrics of the model's run where they lie beside it; empty elsewhere, and where they cannot be read, which is said.</summary>
    public IReadOnlyList<EpochMetrics> Epochs(ParseResult arguments, CommandConsole console)
    {
        try
        {
            return RunOf(arguments)?.Folder.Metrics.Read() ?? [];
        }
        catch (CountenanceException error)
        {
            console.Error.WriteLine($"note: the training curves are left out: {error.Message}");
            return [];
        }
    }

    /// <summary>The choices the model was trained by, where its run lies beside it; null elsewhere.</summary>
    public TrainingOptions? Run(ParseResult arguments) => RunOf(arguments)?.Options;

    // A run's models lie in its folder "checkpoints".
    private (RunFolder Folder, TrainingOptions Options)? RunOf(ParseResult arguments)
        => Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(File(arguments)))) is { } run && RunFolder.IsRun(run)
            ? RunFolder.Open(run)
            : null;

    // In a folder "models" beside the program or above it, as in a checkout.
    private static string DefaultPath()
    {
        for (DirectoryInfo? place = new(AppContext.BaseDirectory); place is not null; place = place.Parent)
        {
            string path = Path.Combine(place.FullName, "models", DefaultFile);
            if (System.IO.File.Exists(path))
            {
                return path;
            }
        }

        throw new UsageException(
            $"The bundled model, models/{DefaultFile}, is neither beside the program nor in a folder above it. Name another with --model.");
    }
}
