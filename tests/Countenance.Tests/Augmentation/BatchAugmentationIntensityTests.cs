using Countenance.Augmentation;
using Countenance.Torch;

namespace Countenance.Tests.Augmentation;

public class BatchAugmentationIntensityTests
{
    private const int Images = 64;
    private const int Side = 16;

    [Fact]
    public void Brightness_is_added_and_contrast_stretches_about_mid_grey()
    {
        using var scope = new TensorScope();
        Tensor images = AugmentedBatch.Repeated(Images, Side, (x, _) => x < Side / 2 ? 0.2 : 0.8);

        var batch = new AugmentedBatch(AugmentationOptions.None with { Brightness = 0.3, Contrast = 0.4 }, images, Side);

        var factors = new List<double>();
        var added = new List<double>();
        for (int i = 0; i < Images; i++)
        {
            double dark = batch.Plane(i)[0];
            double bright = batch.Plane(i)[Side - 1];
            factors.Add((bright - dark) / 0.6);
            added.Add(((bright + dark) / 2) - 0.5);
        }

        AssertFills(factors.Select(factor => (factor - 1) / 0.4));
        AssertFills(added.Select(value => value / 0.3));
        Assert.InRange(Math.Abs(factors.Zip(added, (c, b) => (c - 1) * b).Average()), 0, 0.03);
    }

    [Theory]
    [InlineData(0.3, 0)]
    [InlineData(0, 0.3)]
    public void A_change_alone_leaves_the_other_property(double brightness, double contrast)
    {
        using var scope = new TensorScope();
        Tensor images = AugmentedBatch.Repeated(8, Side, (x, _) => x < Side / 2 ? 0.2 : 0.8);

        var batch = new AugmentedBatch(AugmentationOptions.None with { Brightness = brightness, Contrast = contrast }, images, Side);

        for (int i = 0; i < batch.Count; i++)
        {
            double dark = batch.Plane(i)[0];
            double bright = batch.Plane(i)[Side - 1];
            Assert.Equal(contrast == 0, Math.Abs(bright - dark - 0.6) < 1e-5);
            Assert.Equal(brightness == 0, Math.Abs(bright + dark - 1) < 1e-5);
        }
    }

    [Fact]
    public void Gamma_raises_to_a_power_that_is_as_often_below_one_as_above()
    {
        using var scope = new TensorScope();
        Tensor images = AugmentedBatch.Repeated(Images, Side, (x, _) => x < Side / 2 ? 0.2 : 0.8);

        var batch = new AugmentedBatch(AugmentationOptions.None with { Gamma = 1.5 }, images, Side);

        var exponents = new List<double>();
        for (int i = 0; i < Images; i++)
        {
            double power = Math.Log(batch.Plane(i)[0]) / Math.Log(0.2);
            Assert.Equal(power, Math.Log(batch.Plane(i)[Side - 1]) / Math.Log(0.8), 1e-3);
            exponents.Add(Math.Log2(power));
        }

        AssertFills(exponents.Select(exponent => exponent / 1.5));
    }

    [Fact]
    public void Gamma_stays_finite_and_in_range_at_black_and_white()
    {
        using var scope = new TensorScope();
        Tensor images = AugmentedBatch.Repeated(Images, Side, (x, _) => x % 2);

        var batch = new AugmentedBatch(AugmentationOptions.None with { Gamma = 3, Brightness = 1, Contrast = 1 }, images, Side);

        Assert.All(batch.Values, value => Assert.InRange(value, 0f, 1f));
    }

    [Fact]
    public void Blur_leaves_a_constant_image_alone_up_to_its_border()
    {
        using var scope = new TensorScope();
        Tensor images = AugmentedBatch.Repeated(4, Side, (_, _) => 0.6);

        var batch = new AugmentedBatch(AugmentationOptions.None with { Blur = 1 }, images, Side);

        Assert.All(batch.Values, value => Assert.Equal(0.6f, value, 1e-5f));
    }

    [Fact]
    public void Blur_keeps_the_mean_and_lowers_the_variance()
    {
        using var scope = new TensorScope();
        var random = new Random(4);
        Tensor images = AugmentedBatch.Repeated(
            16, Side, (x, y) => x is < 2 or > Side - 3 || y is < 2 or > Side - 3 ? 0.5 : random.NextDouble());

        var sharp = new AugmentedBatch(AugmentationOptions.None, images, Side);
        var soft = new AugmentedBatch(AugmentationOptions.None with { Blur = 0.8 }, images, Side);

        for (int i = 0; i < soft.Count; i++)
        {
            Assert.Equal(Mean(sharp.Plane(i)), Mean(soft.Plane(i)), 1e-5);
            Assert.True(Variance(soft.Plane(i)) < Variance(sharp.Plane(i)) * 0.999);
        }
    }

    [Fact]
    public void The_blurred_share_is_in_its_range_and_channels_stay_apart()
    {
        using var scope = new TensorScope();
        Tensor dot = AugmentedBatch.Repeated(Images, Side, (x, y) => x == 8 && y == 8 ? 1 : 0);
        Tensor images = Tensor.Concatenate([dot, Tensor.Zeros(dot.Shape, ScalarType.UInt8), dot], 1);

        var batch = new AugmentedBatch(AugmentationOptions.None with { Blur = 0.6 }, images, Side);

        var shares = new List<double>();
        for (int i = 0; i < Images; i++)
        {
            double share = (1 - batch.Plane(i)[(8 * Side) + 8]) / 0.75; // the kernel's middle is 4/16
            shares.Add(share);
            Assert.Equal(share * 2 / 16, batch.Plane(i)[(8 * Side) + 7], 1e-4);
            Assert.Equal(share / 16, batch.Plane(i)[(9 * Side) + 9], 1e-4);
            Assert.True(batch.Plane(i, 1).IndexOfAnyExcept(0f) < 0, "an empty channel is no longer empty");
        }

        AssertFills(shares.Select(share => (share - 0.3) / 0.3));
    }

    // Drawn uniformly from [−1, 1].
    private static void AssertFills(IEnumerable<double> shares)
    {
        double[] values = [.. shares];
        Assert.All(values, value => Assert.InRange(value, -1.001, 1.001));
        Assert.True(values.Min() < -2 / 3.0 && values.Max() > 2 / 3.0, $"{values.Min()} … {values.Max()}");
        Assert.Equal(0, values.Average(), 0.25);
    }

    private static double Mean(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    private static double Variance(ReadOnlySpan<float> values)
    {
        double mean = Mean(values);
        double sum = 0;
        foreach (float value in values)
        {
            sum += (value - mean) * (value - mean);
        }

        return sum / values.Length;
    }
}
