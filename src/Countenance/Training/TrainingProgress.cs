namespace Countenance.Training;

/// <summary>Where a run stands, beside the weights: all else is a pure function of the seed and the step.</summary>
public sealed record TrainingProgress
{
    private static readonly Dictionary<string, double> NoSums = [];

    /// <summary>Content digest of the images and labels trained on.</summary>
    public string DataDigest { get; init; } = string.Empty;

    /// <summary>SHA-256 of every teacher's file; null without teachers.</summary>
    public IReadOnlyList<string>? TeacherDigests { get; init; }

    /// <summary>Steps taken.</summary>
    public long Step { get; init; }

    /// <summary>Sum of the losses of the running epoch's steps.</summary>
    public double LossSum { get; init; }

    /// <summary>Sum of the accuracies of the running epoch's steps.</summary>
    public double AccuracySum { get; init; }

    /// <summary>Sums of what else the running epoch's steps measured, by name.</summary>
    public IReadOnlyDictionary<string, double> MeasureSums { get; init => field = value ?? NoSums; } = NoSums; // older checkpoints have none

    /// <summary>Whether the steps of the last epoch are done and their score is not.</summary>
    public bool IsEpochUnscored { get; init; }

    /// <summary>Best score on the held-out images so far; −1 before the first.</summary>
    public double BestScore { get; init; } = -1;

    /// <summary>Epochs done when the best model was kept; without held-out images that is the last one.</summary>
    public int BestEpoch { get; init; }

    /// <summary>This progress after one more step.</summary>
    /// <param name="results">What became known: of this step, of earlier ones too, or nothing yet.</param>
    /// <param name="seconds">Seconds it took.</param>
    public TrainingProgress After(IReadOnlyList<StepResult> results, double seconds)
        => With(results) with { Step = Step + 1, Seconds = Seconds + seconds };

    /// <summary>This progress with what became known of steps already counted.</summary>
    public TrainingProgress With(IReadOnlyList<StepResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        TrainingProgress progress = this;
        foreach (StepResult result in results)
        {
            IReadOnlyDictionary<string, double> sums = progress.MeasureSums;
            progress = progress with
            {
                LossSum = progress.LossSum + result.Loss,
                AccuracySum = progress.AccuracySum + result.Accuracy,
                MeasureSums = result.Measures.ToDictionary(
                    measure => measure.Name, measure => sums.GetValueOrDefault(measure.Name) + measure.Value),
            };
        }

        return progress;
    }

    /// <summary>This progress at the start of the next epoch.</summary>
    public TrainingProgress WithoutSums()
        => this with { LossSum = 0, AccuracySum = 0, MeasureSums = NoSums, IsEpochUnscored = false };

    /// <summary>Means over the epoch's steps, by name.</summary>
    /// <param name="steps">Steps of an epoch.</param>
    public Dictionary<string, double> Means(int steps)
    {
        var means = new Dictionary<string, double> { ["loss"] = LossSum / steps, ["accuracy"] = AccuracySum / steps };
        foreach ((string name, double sum) in MeasureSums)
        {
            means[name] = sum / steps;
        }

        return means;
    }

    /// <summary>Seconds spent, earlier sessions of the run included.</summary>
    public double Seconds { get; init; }
}
