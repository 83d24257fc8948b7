using Countenance.Datasets;
using Countenance.Training;

namespace Countenance.Tests.Training;

/// <summary>A training that takes seconds: tiny faces, few steps. Of 64 faces 16 are held out, so an epoch has 3 steps.</summary>
internal static class SmallRun
{
    public static TrainingOptions Options { get; } = new()
    {
        ImageSize = 16,
        BatchSize = 16,
        Epochs = 2,
        Dimension = 8,
        HoldOut = 0.25,
        WarmupEpochs = 0.5,
        AverageDecay = 0.9,
        Seed = 3,
    };

    /// <summary>Runs until the end or, if given, until a step is done; a new run object each time, as a new process would have.</summary>
    public static bool Execute(
        TrainingOptions options, RunFolder folder, ImageDataset dataset, long? stopAfter = null, RecordingObserver? observer = null)
    {
        using var cancellation = new CancellationTokenSource();
        observer ??= new RecordingObserver();
        observer.WhenStepped = step =>
        {
            if (step >= stopAfter)
            {
                cancellation.Cancel();
            }
        };
        return new TrainingRun(options, folder, dataset, observer).Execute(cancellation.Token);
    }

    internal sealed class RecordingObserver : ITrainingObserver
    {
        public Action<long>? WhenStepped { get; set; }

        public List<string> Calls { get; } = [];

        public List<double> Losses { get; } = [];

        public TrainingProgress? Progress { get; private set; }

        public void Started(int epochs, int stepsPerEpoch, long stepsDone) => Calls.Add($"started {epochs} {stepsPerEpoch} {stepsDone}");

        public void Stepped(long stepsDone, double loss, double accuracy, double learningRate)
        {
            Losses.Add(loss);
            Calls.Add($"step {stepsDone}");
            WhenStepped?.Invoke(stepsDone);
        }

        public void EpochFinished(int epoch, IReadOnlyDictionary<string, double> values, bool isBest) => Calls.Add($"epoch {epoch}");

        public void Warned(string message) => Calls.Add($"warned {message}");

        public void Embedded(int done, int total) => Calls.Add($"embedded {done} {total}");

        public void Stopped(long stepsDone) => Calls.Add($"stopped {stepsDone}");

        public void Finished(string modelPath, TrainingProgress progress)
        {
            Progress = progress;
            Calls.Add($"finished {Path.GetFileName(modelPath)}");
        }
    }
}
