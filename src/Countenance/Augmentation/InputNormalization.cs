using Countenance.Torch;

namespace Countenance.Augmentation;

/// <summary>Brings intensities (0–1) to zero mean and unit variance: (x − mean) / deviation, one pair for all channels.</summary>
/// <param name="Mean">Mean intensity of the training images, 0–1.</param>
/// <param name="Deviation">Standard deviation of their intensities, positive.</param>
public sealed record InputNormalization(double Mean, double Deviation)
{
    /// <summary>Deviation; at least a thousandth, so that blank images stay finite.</summary>
    public double Deviation { get; } = Math.Max(Deviation, 1e-3);

    /// <summary>Measures a data set's pixels.</summary>
    /// <param name="pixels">Every intensity, 0–255.</param>
    public static InputNormalization Measure(ReadOnlySpan<byte> pixels)
    {
        Span<long> histogram = stackalloc long[256];
        histogram.Clear();
        foreach (byte pixel in pixels)
        {
            histogram[pixel]++;
        }

        double sum = 0;
        double squares = 0;
        for (int value = 0; value < histogram.Length; value++)
        {
            double intensity = value / 255.0;
            sum += intensity * histogram[value];
            squares += intensity * intensity * histogram[value];
        }

        double mean = sum / Math.Max(1, pixels.Length);
        return new InputNormalization(mean, Math.Sqrt(Math.Max(0, (squares / Math.Max(1, pixels.Length)) - (mean * mean))));
    }

    /// <summary>Normalises a batch of intensities, 0–1.</summary>
    public Tensor Apply(Tensor intensities)
    {
        ArgumentNullException.ThrowIfNull(intensities);
        return (intensities - Mean).MultiplyInPlace(1 / Deviation);
    }
}
