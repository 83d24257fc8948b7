using Countenance.Cli.Training;
using Countenance.Subspaces;
using Countenance.Training;

namespace Countenance.Cli.Subspaces;

/// <summary>Shows the rounds of sub-spaces on the terminal, and the training of each as <see cref="ConsoleTrainingObserver"/> does.</summary>
internal sealed class ConsoleSubspaceObserver(CommandConsole console) : ISubspaceObserver, IDisposable
{
    private readonly ConsoleTrainingObserver training = new(console);

    public void RoundStarted(SubspaceRound round)
    {
        string repeat = round.Repeat == 1 ? string.Empty : $", repeat {round.Repeat}";
        console.Error.WriteLine($"Up to {round.Level} sub-classes per class{repeat}");
    }

    public void Found(SubclassPartition partition)
    {
        int[] counts = partition.Counts();
        string sizes = string.Join(", ", partition.Subclasses.Select((subclass, s) => $"{counts[s]} {subclass.Name}"));
        console.Error.WriteLine($"{partition.Subclasses.Count} sub-classes: {sizes}");
    }

    public void Started(int epochs, int stepsPerEpoch, long stepsDone) => training.Started(epochs, stepsPerEpoch, stepsDone);

    public void Stepped(long stepsDone, double loss, double accuracy, double learningRate)
        => training.Stepped(stepsDone, loss, accuracy, learningRate);

    public void EpochFinished(int epoch, IReadOnlyDictionary<string, double> values, bool isBest)
        => training.EpochFinished(epoch, values, isBest);

    public void Warned(string message) => training.Warned(message);

    public void Embedded(int done, int total) => training.Embedded(done, total);

    public void Stopped(long stepsDone) => training.Stopped(stepsDone);

    public void Finished(string modelPath, TrainingProgress progress) => training.Dispose(); // a round's model is not the command's result

    public void Dispose() => training.Dispose();
}
