using Countenance.Augmentation;
using Countenance.Torch;

namespace Countenance.Tests.Augmentation;

public class InputNormalizationTests
{
    [Fact]
    public void Mean_and_deviation_are_those_of_a_direct_computation()
    {
        var pixels = new byte[5000];
        new Random(3).NextBytes(pixels);
        pixels.AsSpan(0, 1500).Clear();

        InputNormalization measured = InputNormalization.Measure(pixels);

        double mean = pixels.Average(pixel => pixel / 255.0);
        double deviation = Math.Sqrt(pixels.Average(pixel => Math.Pow((pixel / 255.0) - mean, 2)));
        Assert.Equal(mean, measured.Mean, 1e-12);
        Assert.Equal(deviation, measured.Deviation, 1e-12);
    }

    [Fact]
    public void Applied_to_what_was_measured_the_mean_is_zero_and_the_variance_one()
    {
        using var scope = new TensorScope();
        Tensor images = AugmentedBatch.Noise(5, 4, 1, 12, 12);
        InputNormalization measured = InputNormalization.Measure(images.ToArray<byte>());

        float[] values = measured.Apply(images.To(ScalarType.Float32) * (1.0 / 255)).ToArray<float>();

        Assert.Equal(0, values.Average(value => (double)value), 1e-5);
        Assert.Equal(1, values.Average(value => (double)value * value), 1e-5);
    }

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(255, 1.0)]
    public void Blank_images_stay_finite(byte value, double mean)
    {
        InputNormalization measured = InputNormalization.Measure(Enumerable.Repeat(value, 100).ToArray());

        Assert.Equal(mean, measured.Mean, 1e-12);
        Assert.Equal(1e-3, measured.Deviation);
    }
}
