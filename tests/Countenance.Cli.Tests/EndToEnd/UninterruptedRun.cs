namespace Countenance.Cli.Tests.EndToEnd;

/// <summary>
/// What the run of <see cref="InterruptedRuns"/> comes to when nothing interrupts it. An epoch is so long, for all that it takes a second,
/// that a signal meant for its middle comes before its end even where the machine is busy with something else.
/// </summary>
public sealed class UninterruptedRun : IAsyncLifetime
{
    private const string Faces = "synthetic:480"; // 24 steps an epoch

    private readonly TemporaryFolder folder = new();

    public string Folder => folder["run"];

    public string BestModel => folder["run", "checkpoints", "best.safetensors"];

    public string LastCheckpoint => folder["run", "checkpoints", "last.safetensors"];

    /// <summary>The command line that begins this run in another folder; with one thread, as that of <see cref="TrainedRun"/>.</summary>
    public static string[] Arguments(string path) =>
    [
        "train", "--data", Faces, "--image-size", "16", "--batch-size", "16", "--epochs", "2", "--dim", "8", "--hold-out", "0.2",
        "--threads", "1", "--out", path,
    ];

    /// <summary>The command line that goes on with it.</summary>
    public static string[] Resume(string path) => ["train", "--data", Faces, "--threads", "1", "--out", path, "--resume"];

    public async ValueTask InitializeAsync() => (await CliProcess.RunAsync(Arguments(Folder))).Expect(0);

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
