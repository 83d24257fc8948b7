using Countenance.Datasets;
using Countenance.Torch;

namespace Countenance.Augmentation;

/// <summary>Brings intensities (0–1) to zero mean and unit variance: (x − mean) / deviation, one pair for all channels.</summary>
/// <param name="Mean">Mean intensity of the training images, 0–1.</param>
/// <param name="Deviation">Standard deviation of their intensities, positive.</param>
public sealed record InputNormalization(double Mean, double Deviation)
{
    private const int Intensities = 256;

    // Plenty for one mean and one deviation.
    private const int Sample = 1000;

    /// <summary>Deviation; at least a thousandth, so that blank images stay finite.</summary>
    public double Deviation { get; } = Math.Max(Deviation, 1e-3);

    /// <summary>Measures pixels.</summary>
    /// <param name="pixels">Every intensity, 0–255.</param>
    public static InputNormalization Measure(ReadOnlySpan<byte> pixels)
    {
        Span<long> histogram = stackalloc long[Intensities];
        histogram.Clear();
        Count(pixels, histogram);
        return FromHistogram(histogram);
    }

    /// <summary>Measures a data set's pixels, image by image, on at most a thousand images spread over it.</summary>
    /// <param name="dataset">Images of any size.</param>
    public static InputNormalization Measure(ImageDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        Span<long> histogram = stackalloc long[Intensities];
        histogram.Clear();
        int stride = Math.Max(1, (dataset.Count + Sample - 1) / Sample);
        for (int i = 0; i < dataset.Count; i += stride)
        {
            Count(dataset.Pixels(i), histogram);
        }

        return FromHistogram(histogram);
    }

    /// <summary>Normalises a batch of intensities, 0–1.</summary>
    public Tensor Apply(Tensor intensities)
    {
        ArgumentNullException.ThrowIfNull(intensities);
        return (intensities - Mean).MultiplyInPlace(1 / Deviation);
    }

    private static void Count(ReadOnlySpan<byte> pixels, Span<long> histogram)
    {
        foreach (byte pixel in pixels)
        {
            histogram[pixel]++;
        }
    }

    private static InputNormalization FromHistogram(ReadOnlySpan<long> histogram)
    {
        long count = 0;
        double sum = 0;
        double squares = 0;
        for (int value = 0; value < histogram.Length; value++)
        {
            double intensity = value / 255.0;
            count += histogram[value];
            sum += intensity * histogram[value];
            squares += intensity * intensity * histogram[value];
        }

        double mean = sum / Math.Max(1, count);
        return new InputNormalization(mean, Math.Sqrt(Math.Max(0, (squares / Math.Max(1, count)) - (mean * mean))));
    }
}
