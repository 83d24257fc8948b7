namespace Countenance.Training;

/// <summary>What one step found.</summary>
/// <param name="Step">Number of the step, the first being 0.</param>
/// <param name="Loss">Loss of the batch.</param>
/// <param name="Accuracy">Share of the batch put right by the loss's own rule.</param>
/// <param name="LearningRate">Learning rate used.</param>
/// <param name="Measures">What else was measured, by name: the outputs' spread, and what the loss adds.</param>
public sealed record StepResult(
    long Step, double Loss, double Accuracy, double LearningRate, IReadOnlyList<(string Name, double Value)> Measures)
{
    /// <summary>Name of the outputs' spread, √(mean ‖z − mean z‖²), in units of the embedding.</summary>
    public const string Spread = "spread";
}
