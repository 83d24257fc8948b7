using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Countenance.Augmentation;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Sampling;
using Countenance.Torch;
using Countenance.Training;

namespace Countenance.Benchmarks;

/// <summary>
/// Images a second of our training step on FER+: ResNet18, or the model named, 64 px, batch 256, augmentation, AdamW and weight average
/// included. Its peer is <c>peers/train_resnet18.py</c>; <c>training_step.sh</c> runs both in turn.
/// </summary>
internal static class TrainingStepScenario
{
    private const int WarmupSteps = 3;

    /// <summary>Runs the scenario: <c>DATA [STEPS] [fp32|bf16] [MODEL]</c>; prints one line of JSON.</summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length is < 1 or > 4)
        {
            Console.Error.WriteLine("usage: training-step FERPLUS.zip [STEPS] [fp32|bf16] [MODEL]");
            return 2;
        }

        int steps = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 30;
        ComputePrecision precision = ComputePrecisionExtensions.Parse(arguments.Length > 2 ? arguments[2] : "fp32");
        TorchRuntime.KeepMemory();
        TorchRuntime.ThreadCount = Environment.ProcessorCount;
        using ImageDataset dataset = DatasetFormats.Open(new DatasetRequest(arguments[0], "train"));
        var options = new TrainingOptions { Precision = precision, Model = arguments.Length > 3 ? arguments[3] : "resnet18" };
        using var generator = new RandomGenerator(1);
        using TrainingState state = TrainingState.Create(options, dataset.Channels, dataset.ClassNames.Count, generator);
        IBatchSampler sampler = Samplers.Find(options.Sampling).Options(options.BatchSize).Create(dataset.Labels, options.Seed);
        using var step = new TrainingStep(options, state, dataset, sampler, new InputNormalization(0.5, 0.25), generator, dataset.Votes);

        var seconds = new double[steps];
        double loss = 0;
        long allocated = 0;
        int collections = 0;
        for (int i = -WarmupSteps; i < steps; i++)
        {
            if (i == 0)
            {
                (allocated, collections) = (GC.GetTotalAllocatedBytes(), GC.CollectionCount(0));
            }

            long started = Stopwatch.GetTimestamp();
            loss = step.Take()[0].Loss;
            state.Progress = state.Progress with { Step = state.Progress.Step + 1 };
            if (i >= 0)
            {
                seconds[i] = Stopwatch.GetElapsedTime(started).TotalSeconds;
            }
        }

        allocated = GC.GetTotalAllocatedBytes() - allocated;
        collections = GC.CollectionCount(0) - collections;
        Array.Sort(seconds);
        var figures = new Dictionary<string, object>
        {
            ["torch"] = TorchRuntime.Version,
            ["threads"] = TorchRuntime.ThreadCount,
            ["images"] = dataset.Count,
            ["batchSize"] = options.BatchSize,
            ["imageSize"] = options.ImageSize,
            ["precision"] = precision.On(options.Device) == ComputePrecision.Full ? "fp32" : "bf16",
            ["steps"] = steps,
            ["imagesPerSecond"] = Math.Round(options.BatchSize / seconds[steps / 2], 1),
            ["imagesPerSecondBest"] = Math.Round(options.BatchSize / seconds[0], 1),
            ["loss"] = Math.Round(loss, 4),
            ["managedKilobytesPerStep"] = Math.Round(allocated / 1e3 / steps, 1),
            ["collections"] = collections,
            ["peakMegabytes"] = Process.GetCurrentProcess().PeakWorkingSet64 / 1_000_000,
        };
        Console.WriteLine(JsonSerializer.Serialize(figures));
        return 0;
    }
}
