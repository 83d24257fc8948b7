namespace Countenance.Torch.Nn;

/// <summary>
/// What passes through a <see cref="ConvolutionUnit"/>, measured on sample images: the 8-bit steps of its numbers are laid over these ranges.
/// </summary>
/// <param name="InputLow">Low end of what comes in; counts where it is not in 8 bits already.</param>
/// <param name="InputHigh">Its high end.</param>
/// <param name="Low">Low end of the convolution with its norm, after the ReLU where nothing is added before it.</param>
/// <param name="High">Its high end.</param>
/// <param name="SumHigh">High end after a shortcut is added, ReLU included; 0 without a shortcut.</param>
public readonly record struct ActivationRange(float InputLow, float InputHigh, float Low, float High, float SumHigh)
{
    /// <summary>Numbers of a range, as they are stored.</summary>
    public const int Length = 5;

    /// <summary>Ranges one after the other, [U, <see cref="Length"/>].</summary>
    public static float[] ToValues(IReadOnlyList<ActivationRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        return [.. ranges.SelectMany(range => (float[])[range.InputLow, range.InputHigh, range.Low, range.High, range.SumHigh])];
    }

    /// <summary>The inverse of <see cref="ToValues"/>.</summary>
    /// <exception cref="ArgumentException">The numbers are no ranges.</exception>
    public static ActivationRange[] FromValues(ReadOnlySpan<float> values)
    {
        if (values.Length % Length != 0)
        {
            throw new ArgumentException($"Activation ranges have {Length} numbers each. Got {values.Length} numbers.", nameof(values));
        }

        var ranges = new ActivationRange[values.Length / Length];
        for (int i = 0; i < ranges.Length; i++)
        {
            ReadOnlySpan<float> row = values.Slice(i * Length, Length);
            ranges[i] = new ActivationRange(row[0], row[1], row[2], row[3], row[4]);
            if (!ranges[i].IsValid)
            {
                throw new ArgumentException($"Activation range {i} must run from its low to its high end. Got {ranges[i]}.", nameof(values));
            }
        }

        return ranges;
    }

    private bool IsValid
        => float.IsFinite(InputHigh - InputLow) && float.IsFinite(High - Low) && float.IsFinite(SumHigh)
            && InputLow <= InputHigh && Low <= High && SumHigh >= 0;
}
