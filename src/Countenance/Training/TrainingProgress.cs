namespace Countenance.Training;

/// <summary>Where a run stands, beside the weights: all else is a pure function of the seed and the step.</summary>
public sealed record TrainingProgress
{
    /// <summary>Content digest of the images and labels trained on.</summary>
    public string DataDigest { get; init; } = string.Empty;

    /// <summary>Steps taken.</summary>
    public long Step { get; init; }

    /// <summary>Sum of the losses of the running epoch's steps.</summary>
    public double LossSum { get; init; }

    /// <summary>Sum of the accuracies of the running epoch's steps.</summary>
    public double AccuracySum { get; init; }

    /// <summary>Best score on the held-out images so far; −1 before the first.</summary>
    public double BestScore { get; init; } = -1;

    /// <summary>Epochs done when the best model was kept; without held-out images that is the last one.</summary>
    public int BestEpoch { get; init; }

    /// <summary>Seconds spent, earlier sessions of the run included.</summary>
    public double Seconds { get; init; }
}
