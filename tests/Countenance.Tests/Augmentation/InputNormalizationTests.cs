using Countenance.Augmentation;
using Countenance.Datasets;
using Countenance.Torch;

namespace Countenance.Tests.Augmentation;

public class InputNormalizationTests
{
    private const int ImageBytes = 16 * 16;

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

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1000, 1)]
    [InlineData(1001, 2)]
    [InlineData(2000, 2)]
    [InlineData(2001, 3)]
    public void Of_a_data_set_at_most_a_thousand_images_are_measured_spread_evenly(int count, int stride)
    {
        byte[] pixels = Noise(count);
        using ImageDataset dataset = Dataset(pixels, count);

        InputNormalization measured = InputNormalization.Measure(dataset);

        byte[] sampled = [.. pixels.Chunk(ImageBytes).Where((_, index) => index % stride == 0).SelectMany(image => image)];
        Assert.True(sampled.Length <= 1000 * ImageBytes);
        Assert.Equal(InputNormalization.Measure(sampled), measured);
    }

    // The bytes in one array would not fit into it where images are large.
    [Fact]
    public void Measuring_a_data_set_takes_no_memory_for_its_pixels()
    {
        const int count = 1999;
        using ImageDataset dataset = Dataset(Noise(count), count);
        InputNormalization.Measure(dataset);

        long before = GC.GetAllocatedBytesForCurrentThread();
        InputNormalization.Measure(dataset);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
    }

    private static byte[] Noise(int count)
    {
        var pixels = new byte[count * ImageBytes];
        new Random(count).NextBytes(pixels);
        return pixels;
    }

    private static ImageDataset Dataset(byte[] pixels, int count) => ImageDataset.FromPixels(
        new DatasetIdentity("noise", "train", DatasetRequest.Majority, ["any"]),
        new DatasetLabels([.. Enumerable.Range(0, count).Select(i => $"{i}")], new int[count]), pixels, 1, 16, 16);
}
