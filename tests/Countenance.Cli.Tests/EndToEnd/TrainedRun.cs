namespace Countenance.Cli.Tests.EndToEnd;

/// <summary>A small run that the built command line trained from start to end, for all tests of <see cref="EndToEndCollection"/>.</summary>
public sealed class TrainedRun : IAsyncLifetime
{
    public const string Faces = "synthetic:96";
    public const int ClassCount = 8;
    public const int ValidImages = 24;
    public const int Dimension = 8;
    public const int ImageSize = 24;
    public const int Epochs = 3;

    private readonly TemporaryFolder folder = new();

    public string Folder => folder["run"];

    public string BestModel => folder["run", "checkpoints", "best.safetensors"];

    public string LastCheckpoint => folder["run", "checkpoints", "last.safetensors"];

    /// <summary>What the training wrote.</summary>
    public CliResult Training { get; private set; } = null!;

    /// <summary>
    /// The command line that trains this run in another folder. One thread: threads that wait for one another take several times as long
    /// where something else keeps a core busy.
    /// </summary>
    public static string[] Arguments(string path) =>
    [
        "train", "--data", Faces, "--image-size", $"{ImageSize}", "--batch-size", "16", "--epochs", $"{Epochs}", "--dim", $"{Dimension}",
        "--hold-out", "0.2", "--threads", "1", "--out", path,
    ];

    /// <summary>Evaluates the run, on the faces it was trained with unless another data set is named.</summary>
    public Task<CliResult> EvaluateAsync(params string[] rest)
    {
        string[] data = rest.Contains("--data") ? [] : ["--data", Faces];
        return CliResult.OfAsync(["evaluate", "--model", Folder, .. data, "--threads", "1", .. rest]);
    }

    public async ValueTask InitializeAsync() => Training = (await CliProcess.RunAsync(Arguments(Folder))).Expect(0);

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
