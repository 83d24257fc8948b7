using System.Runtime.CompilerServices;

namespace Countenance.Projection;

/// <summary>
/// Descent with momentum and a gain for every coordinate: a gain rises by 0.2 where the step and the gradient point downhill together, is
/// multiplied by 0.8 where they disagree, and never falls below 0.01 (Jacobs, 1988, as t-SNE uses it).
/// </summary>
internal sealed class GradientDescent
{
    private const float LeastGain = 0.01f;

    private readonly float[] gains;
    private readonly float[] steps;

    public GradientDescent(int length)
    {
        gains = new float[length];
        Array.Fill(gains, 1);
        steps = new float[length];
    }

    /// <summary>Moves the points one step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Step(Span<float> points, ReadOnlySpan<float> gradient, float learningRate, float momentum)
    {
        for (var i = 0; i < points.Length; i++)
        {
            var gain = steps[i] * gradient[i] < 0 ? gains[i] + 0.2f : gains[i] * 0.8f;
            gains[i] = Math.Max(gain, LeastGain);
            steps[i] = (momentum * steps[i]) - (learningRate * gains[i] * gradient[i]);
            points[i] += steps[i];
        }
    }
}
