using Countenance.Torch.Nn;

namespace Countenance.Torch.Tests.Nn;

[NoTensorLeaks]
public class ConvolutionUnitTests
{
    [Theory]
    [InlineData(8, 4)]
    [InlineData(32, 8)] // by tiles
    public void Folded_or_not_a_network_gives_the_same(int channels, int images)
    {
        using var scope = new TensorScope();
        using Residual network = Residual.Create(channels: channels);
        Tensor image = Images(images);
        network.Train(false);
        float[] expected = Run(network, image);

        network.Fold();
        float[] folded = Run(network, image);
        network.Fold(ScalarType.BFloat16);
        using var mode = Autograd.NoGrad();
        Tensor coarse = network.Forward(image);

        AssertClose(expected, folded, 1e-5);
        Assert.NotEqual(expected, folded); // another order of the same sums
        Assert.Equal(ScalarType.BFloat16, coarse.ScalarType);
        AssertClose(expected, coarse.To(ScalarType.Float32).ToArray<float>(), 0.03);
    }

    [Fact]
    public void In_8_bits_a_network_gives_nearly_the_same_and_not_by_accident()
    {
        using var scope = new TensorScope();
        using Residual network = Residual.Create();
        Tensor image = Images(16);
        network.Train(false);
        float[] expected = Run(network, image);

        ActivationRange[] ranges = network.MeasureRanges(() => Run(network, image));
        network.Quantize(ranges);
        using var mode = Autograd.NoGrad();
        Tensor output = network.Forward(image);
        float[] found = output.Dequantize().ToArray<float>();

        Assert.Equal(3, ranges.Length);
        Assert.All(ranges, range => Assert.True(range.High > range.Low && range.InputHigh > range.InputLow));
        Assert.Equal(ScalarType.QUInt8, output.ScalarType);
        double largest = expected.Max();
        Assert.InRange(Rms(expected, found), 1e-6, 0.02 * largest);

        // Steps laid over a range ten times as wide are ten times as coarse.
        network.Unfold();
        network.Quantize([.. ranges.Select(range => range with { Low = 10 * range.Low, High = 10 * range.High, SumHigh = 10 * range.SumHigh })]);
        Assert.True(Rms(expected, network.Forward(image).Dequantize().ToArray<float>()) > 3 * Rms(expected, found));
    }

    [Fact]
    public void A_bias_of_the_convolution_s_own_is_folded_too()
    {
        using var scope = new TensorScope();
        using Residual network = Residual.Create(bias: true);
        Tensor image = Images(4);
        network.Train(false);
        float[] expected = Run(network, image);

        network.Fold();

        AssertClose(expected, Run(network, image), 1e-5);
    }

    [Fact]
    public void One_image_unlike_all_others_does_not_widen_the_range()
    {
        using var scope = new TensorScope();
        using Residual network = Residual.Create();
        network.Train(false);
        Tensor usual = Images(600);
        float[] values = usual.ToArray<float>();
        values[5] = 1000;
        Tensor odd = Tensor.From(values, usual.Shape).Contiguous(MemoryFormat.ChannelsLast);

        ActivationRange[] expected = network.MeasureRanges(() => Run(network, usual));
        ActivationRange[] found = network.MeasureRanges(() => Run(network, odd));

        Assert.All(expected.Zip(found), pair => Assert.InRange(pair.Second.High, 0.5 * pair.First.High, 1.5 * pair.First.High));
        Assert.Equal(expected, network.MeasureRanges(() => // in batches as at once
        {
            Run(network, usual.Slice(0, 0, 250));
            Run(network, usual.Slice(0, 250, 600));
        }));
    }

    [Theory]
    [InlineData(8, 2)]
    [InlineData(32, 8)]
    public void What_changes_the_weights_ends_the_form(int channels, int images)
    {
        using var scope = new TensorScope();
        using Residual network = Residual.Create(channels: channels);
        using Residual other = Residual.Create(seed: 9, channels: channels);
        Tensor image = Images(images);
        network.Train(false);
        other.Train(false);
        network.Fold();

        Run(network, image);
        network.LoadStateDict(other.StateDict().ToDictionary(entry => entry.Name, entry => entry.Tensor));
        AssertClose(Run(other, image), Run(network, image), 0);

        network.Fold();
        AssertClose(Run(other, image), Run(network, image), 1e-5);
        network.To(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, network.Forward(image.To(ScalarType.Float64)).ScalarType);

        network.To(ScalarType.Float32);
        network.Fold();
        network.Train();
        Tensor loss = network.Forward(image).Square().Sum();
        Assert.All(
            Autograd.Gradients(loss, [.. network.NamedParameters().Select(entry => entry.Tensor)]), gradient => Assert.NotNull(gradient));
    }

    [Fact]
    public void A_shortcut_of_another_shape_is_spread_over_all_images()
    {
        using var scope = new TensorScope();
        using Residual network = Residual.Create(channels: 32);
        network.Train(false);
        network.Fold();
        using var mode = Autograd.NoGrad();
        Tensor input = Tensor.Ones([64, 32, 4, 4]).Contiguous(MemoryFormat.ChannelsLast);
        Tensor one = Pattern.Of([1, 32, 4, 4], 0.25).To(ScalarType.Float32).Contiguous(MemoryFormat.ChannelsLast);

        float[] expected = network.Second.Forward(input, (input * 0) + one).ToArray<float>();

        AssertClose(expected, network.Second.Forward(input, one).ToArray<float>(), 1e-5);
    }

    [Fact]
    public void Wrong_uses_are_refused_in_words()
    {
        using Residual network = Residual.Create();
        Assert.Contains("Train(false)", Assert.Throws<InvalidOperationException>(() => network.Fold()).Message);
        network.Train(false);

        Assert.Contains("3 activation ranges. Got 1", Assert.Throws<ArgumentException>(() => network.Quantize([default])).Message);
        Assert.True(network.CanQuantize());

        using var generator = new RandomGenerator(1);
        using var bare = new Sequential(Residual.Create(), new Conv2d(8, 4, new Conv2dOptions(1), generator));
        bare.Train(false);
        Assert.False(bare.CanQuantize());
        Assert.Contains("8-bit", Assert.Throws<InvalidOperationException>(() => bare.Quantize([])).Message);
    }

    [Fact]
    public void Ranges_travel_as_numbers_and_numbers_that_are_none_are_refused()
    {
        ActivationRange[] ranges = [new(-1, 2, -3, 4, 5), new(0, 0, 0, 0, 0)];

        Assert.Equal(ranges, ActivationRange.FromValues(ActivationRange.ToValues(ranges)));
        Assert.Contains("5 numbers each. Got 4", Assert.Throws<ArgumentException>(() => ActivationRange.FromValues([1, 2, 3, 4])).Message);
        Assert.Contains("range 1", Assert.Throws<ArgumentException>(
            () => ActivationRange.FromValues([0, 1, 0, 1, 0, 0, 1, float.NaN, 1, 0])).Message);
        Assert.Throws<ArgumentException>(() => ActivationRange.FromValues([1, 0, 0, 1, 0]));
    }

    private static float[] Run(Module network, Tensor image)
    {
        using var mode = Autograd.NoGrad();
        return network.Forward(image).ToArray<float>();
    }

    private static Tensor Images(int count)
        => Pattern.Of([count, 2, 9, 9], 0.25).To(ScalarType.Float32).Contiguous(MemoryFormat.ChannelsLast);

    private static double Rms(float[] expected, float[] found)
        => Math.Sqrt(expected.Zip(found, (x, y) => (double)(x - y) * (x - y)).Average());

    private static void AssertClose(float[] expected, float[] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.InRange(pair.Second - pair.First, -tolerance, tolerance));
    }

    // A block of ResNet: two convolutions, a projection for the shortcut, a sum and a ReLU.
    private sealed class Residual : Module
    {
        private readonly ConvolutionUnit first;
        private readonly ConvolutionUnit projection;

        private Residual(RandomGenerator generator, bool bias, int channels)
        {
            first = Unit(
                Child("conv1", new Conv2d(2, channels, new Conv2dOptions(3, Stride: 2, Padding: 1, Bias: bias), generator)),
                Child("bn1", new BatchNorm2d(channels)), isRectified: true);
            Second = Unit(
                Child("conv2", new Conv2d(channels, channels, new Conv2dOptions(3, Padding: 1, Bias: bias), generator)),
                Child("bn2", new BatchNorm2d(channels)), isRectified: true);
            projection = Unit(
                Child("conv3", new Conv2d(2, channels, new Conv2dOptions(1, Stride: 2, Bias: bias), generator)),
                Child("bn3", new BatchNorm2d(channels)), isRectified: false);
        }

        public ConvolutionUnit Second { get; }

        // With statistics of a few batches behind it, so that folding has something to fold.
        public static Residual Create(ulong seed = 3, bool bias = false, int channels = 8)
        {
            using var generator = new RandomGenerator(seed);
            var network = new Residual(generator, bias, channels);
            using var scope = new TensorScope();
            using var mode = Autograd.NoGrad();
            for (int i = 0; i < 5; i++)
            {
                network.Forward(Images(6 + i));
            }

            return network;
        }

        protected override Tensor Compute(Tensor input) => Second.Forward(first.Forward(input), projection.Forward(input));
    }
}
