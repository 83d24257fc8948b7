using Countenance.Losses;
using Countenance.Torch;

namespace Countenance.Training;

/// <summary>
/// What steps measured, kept on the device until it is read in one transfer: reading a number makes the processor wait for the GPU.
/// </summary>
/// <param name="capacity">Steps after which it is time to read; 1 to read every step.</param>
internal sealed class StepReadings(int capacity) : IDisposable
{
    private readonly List<Waiting> waiting = [];

    /// <summary>Whether it is time to read.</summary>
    public bool IsFull => waiting.Count >= capacity;

    /// <summary>Keeps what a step measured.</summary>
    /// <param name="step">Number of the step.</param>
    /// <param name="learningRate">Learning rate used.</param>
    /// <param name="result">What the loss found.</param>
    /// <param name="outputs">What the network gave, float [N, D].</param>
    public void Add(long step, double learningRate, LossResult result, Tensor outputs)
    {
        using var scope = new TensorScope();
        using var mode = Autograd.NoGrad();
        Tensor[] values =
        [
            result.Loss, result.Accuracy, MeanSquare(outputs), .. result.Measures.Select(measure => measure.Value),
        ];
        Tensor row = Tensor.Stack(Array.ConvertAll(values, value => value.To(ScalarType.Float32))); // [3 + M]
        waiting.Add(new Waiting(step, learningRate, [.. result.Measures.Select(measure => measure.Name)], TensorScope.Release(row)));
    }

    /// <summary>What was measured since the last reading, a step each, in their order.</summary>
    public IReadOnlyList<StepResult> Read()
    {
        if (waiting.Count == 0)
        {
            return [];
        }

        using var scope = new TensorScope();
        float[] values = Tensor.Stack([.. waiting.Select(row => row.Values)]).ToArray<float>(); // [S, 3 + M]
        int width = values.Length / waiting.Count;
        StepResult[] results = [.. waiting.Select((row, i) => Result(row, values.AsSpan(i * width, width)))];
        Dispose();
        return results;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        waiting.ForEach(row => row.Values.Dispose());
        waiting.Clear();
    }

    private static Tensor MeanSquare(Tensor outputs) => (outputs - outputs.Mean([0], keepDimension: true)).Square().Sum(1).Mean();

    private static StepResult Result(Waiting row, ReadOnlySpan<float> values)
    {
        var measures = new (string, double)[1 + row.Names.Length];
        measures[0] = (StepResult.Spread, Math.Sqrt(values[2]));
        for (int i = 0; i < row.Names.Length; i++)
        {
            measures[i + 1] = (row.Names[i], values[3 + i]);
        }

        return new StepResult(row.Step, values[0], values[1], row.LearningRate, measures);
    }

    private sealed record Waiting(long Step, double LearningRate, string[] Names, Tensor Values);
}
