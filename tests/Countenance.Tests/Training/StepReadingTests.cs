using Countenance.Augmentation;
using Countenance.Datasets;
using Countenance.Sampling;
using Countenance.Tests.Models;
using Countenance.Torch;
using Countenance.Training;

namespace Countenance.Tests.Training;

/// <summary>
/// What a GPU does and the processor need not: taking steps without reading what they measured. The same steps are taken here both ways.
/// </summary>
[Collection<SerialCollection>] // alone in the process, whose tensors are counted
public class StepReadingTests
{
    [Theory]
    [InlineData("sgm")]
    [InlineData("triplet")]
    public void Steps_read_later_are_the_steps_read_at_once(string loss)
    {
        TrainingOptions options = SmallRun.Options with { Loss = loss };
        (float[] weights, List<int> known, List<StepResult> results) = Train(options, stepsBetweenReadings: 1, steps: 9);
        (float[] later, List<int> laterKnown, List<StepResult> laterResults) = Train(options, stepsBetweenReadings: 3, steps: 9);

        Assert.Equal(weights, later);
        Assert.All(known, count => Assert.Equal(1, count));
        Assert.Equal([0, 0, 3, 1, 0, 0, 3, 1, 0], laterKnown); // an epoch has 4 steps
        Assert.Equal(Enumerable.Range(0, 9).Select(step => (long)step), laterResults.Select(result => result.Step));
        foreach ((StepResult first, StepResult second) in results.Zip(laterResults))
        {
            Assert.Equal((first.Step, first.Loss, first.Accuracy, first.LearningRate),
                (second.Step, second.Loss, second.Accuracy, second.LearningRate));
            Assert.Equal(first.Measures, second.Measures);
        }
    }

    [Fact]
    public void Mixed_images_make_other_steps_of_the_same_batches()
    {
        (float[] weights, _, List<StepResult> results) = Train(SmallRun.Options, stepsBetweenReadings: 1, steps: 2);
        (float[] mixed, _, List<StepResult> mixedResults) = Train(SmallRun.Options with { Mixup = 0.4 }, stepsBetweenReadings: 1, steps: 2);

        Assert.NotEqual(weights, mixed);
        Assert.NotEqual(results[0].Loss, mixedResults[0].Loss);
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_found_when_it_is_read_and_named_by_its_own_step()
    {
        TrainingOptions options = SmallRun.Options with { LearningRate = 1e30, WarmupEpochs = 0 };

        var atOnce = Assert.Throws<TrainingException>(() => Train(options, stepsBetweenReadings: 1, steps: 4));
        var later = Assert.Throws<TrainingException>(() => Train(options, stepsBetweenReadings: 20, steps: 4));

        Assert.Equal(atOnce.Message, later.Message);
    }

    [Fact]
    public void Progress_is_the_same_however_the_results_come()
    {
        StepResult[] results = [.. Enumerable.Range(0, 3).Select(i => new StepResult(i, 0.1 * i, 0.2 * i, 1, [("spread", 0.3 * i)]))];
        TrainingProgress single = results.Aggregate(new TrainingProgress(), (sum, result) => sum.After([result], 2));
        TrainingProgress together = new TrainingProgress().After([], 2).After([], 2).After(results, 2);
        TrainingProgress stopped = new TrainingProgress().After([], 2).After([], 2).After([], 2).With(results);

        foreach (TrainingProgress progress in (TrainingProgress[])[together, stopped])
        {
            Assert.Equal((3, 6.0), (progress.Step, progress.Seconds));
            Assert.Equal((single.LossSum, single.AccuracySum), (progress.LossSum, progress.AccuracySum));
            Assert.Equal(single.MeasureSums, progress.MeasureSums);
        }
    }

    private static (float[] Weights, List<int> Known, List<StepResult> Results) Train(
        TrainingOptions options, int stepsBetweenReadings, int steps)
    {
        long alive = Tensor.LiveCount;
        var known = new List<int>();
        var results = new List<StepResult>();
        float[] weights;
        using (ImageDataset dataset = SmallModel.Faces(64))
        using (var generator = new RandomGenerator(9))
        using (TrainingState state = TrainingState.Create(options, dataset.Channels, dataset.ClassNames.Count, generator))
        {
            IBatchSampler sampler = Samplers.Find("shuffled").Options(options.BatchSize).Create(dataset.Labels, options.Seed);
            var normalization = new InputNormalization(0.5, 0.25);
            using var step = new TrainingStep(options, state, dataset, sampler, normalization, generator, targets: null, stepsBetweenReadings);
            for (int i = 0; i < steps; i++)
            {
                IReadOnlyList<StepResult> found = step.Take();
                state.Progress = state.Progress.After(found, 0);
                known.Add(found.Count);
                results.AddRange(found);
            }

            results.AddRange(step.Read());
            Tensor[] tensors = [.. state.EvaluatedState.Select(entry => entry.Tensor).Where(tensor => tensor.ScalarType == ScalarType.Float32)];
            weights = [.. tensors.SelectMany(tensor => tensor.ToArray<float>())];
        }

        Assert.Equal(alive, Tensor.LiveCount);
        return (weights, known, results);
    }
}
