using Countenance.Augmentation;
using Countenance.Torch;

namespace Countenance.Tests.Augmentation;

/// <summary>A batch brought through the augmentation, with intensities left at 0–1 unless a normalisation is given.</summary>
internal sealed class AugmentedBatch
{
    private readonly float[] values;
    private readonly int channels;
    private readonly int size;

    public AugmentedBatch(
        AugmentationOptions options, Tensor images, int size, ulong seed = 1, InputNormalization? normalization = null)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(seed);
        Tensor result = new BatchAugmentation(options, normalization ?? new InputNormalization(0, 1), size).Apply(images, generator);
        Assert.Equal(ScalarType.Float32, result.ScalarType);
        Assert.Equal([images.Size(0), images.Size(1), size, size], result.Shape);
        values = result.ToArray<float>();
        Count = (int)images.Size(0);
        channels = (int)images.Size(1);
        this.size = size;
    }

    public int Count { get; }

    public float[] Values => values;

    /// <summary>One channel of an image, [P, P].</summary>
    public ReadOnlySpan<float> Plane(int image, int channel = 0) => values.AsSpan(((image * channels) + channel) * size * size, size * size);

    /// <summary>The intensity-weighted centre of a part of an image, and its whole intensity; x and y in pixels from the middle.</summary>
    public (double X, double Y, double Mass) Centroid(int image, int left = 0, int right = int.MaxValue)
    {
        double mass = 0, x = 0, y = 0;
        ReadOnlySpan<float> plane = Plane(image);
        for (int i = 0; i < plane.Length; i++)
        {
            if (i % size >= left && i % size < right)
            {
                mass += plane[i];
                x += plane[i] * ((i % size) - ((size - 1) / 2.0));
                y += plane[i] * ((i / size) - ((size - 1) / 2.0));
            }
        }

        return (x / mass, y / mass, mass);
    }

    /// <summary>The same picture many times, uint8 [count, 1, side, side].</summary>
    public static Tensor Repeated(int count, int side, Func<int, int, double> intensity)
    {
        var pixels = new byte[count * side * side];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Round(255 * intensity(i % side, i / side % side));
        }

        return Tensor.From(pixels, count, 1, side, side);
    }

    /// <summary>A soft bright dot at a place, on black.</summary>
    public static double Dot(int x, int y, double centerX, double centerY)
        => Math.Exp(-(((x - centerX) * (x - centerX)) + ((y - centerY) * (y - centerY))) / (2 * 1.5 * 1.5));

    /// <summary>Random pixels, uint8 of the given shape.</summary>
    public static Tensor Noise(int seed, params long[] shape)
    {
        var pixels = new byte[shape.Aggregate(1L, (product, side) => product * side)];
        new Random(seed).NextBytes(pixels);
        return Tensor.From(pixels, shape);
    }
}
