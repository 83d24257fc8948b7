using Countenance.Torch.Nn;
using Countenance.Torch.Winograd;

namespace Countenance.Torch.Tests.Nn;

/// <summary>The transformed convolution beside libtorch's own, in double precision.</summary>
public sealed class WinogradConvolutionTests
{
    private static readonly Operator Convolution = new("aten::conv2d");

    public WinogradConvolutionTests()
        => Assert.SkipUnless(WinogradConvolution.IsSupported, "The processor has neither AVX-512 nor AVX2 with FMA.");

    [Theory]
    [InlineData(16, 32, 64, 16, 16)]
    [InlineData(3, 64, 32, 9, 15)] // tiles that hang over, a last block that is not full
    [InlineData(70, 96, 32, 2, 2)]
    [InlineData(300, 256, 64, 3, 2)] // several slices
    [InlineData(257, 64, 288, 2, 5)]
    [InlineData(1, 32, 32, 17, 16)]
    public void It_is_the_convolution_and_has_its_gradients(int images, int inputs, int outputs, int height, int width)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);
        using var layer = new Conv2d(inputs, outputs, new Conv2dOptions(3, 1, 1), generator);
        Tensor more = ChannelsLast(Tensor.Randn([images + 1, inputs, height, width], generator));
        Tensor input = more.Slice(0, 1, images + 1).RequireGrad(); // memory that begins within another tensor's
        Tensor upstream = Tensor.Randn([images, outputs, height, width], generator);
        Assert.True(WinogradConvolution.Suits(new Conv2dOptions(3, 1, 1), input, layer.Weight));

        Tensor output = layer.Forward(input);
        Tensor?[] found = Autograd.Gradients((output * upstream).Sum(), [input, layer.Weight, Bias(layer)]);

        Tensor[] exact = [.. new[] { input, layer.Weight, Bias(layer) }.Select(t => t.Detach().To(ScalarType.Float64).RequireGrad())];
        Tensor expected = Exact(exact[0], exact[1], exact[2]);
        Tensor?[] gradients = Autograd.Gradients((expected * upstream.To(ScalarType.Float64)).Sum(), exact);
        AssertClose(expected, output);
        for (int i = 0; i < 3; i++)
        {
            AssertClose(gradients[i]!, found[i]!);
        }
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);
        using var layer = new Conv2d(64, 64, new Conv2dOptions(3, 1, 1, Bias: false), generator);
        Tensor input = ChannelsLast(Tensor.Randn([90, 64, 7, 7], generator)).RequireGrad();
        int before = TorchRuntime.ThreadCount;
        try
        {
            Assert.Equal(Results(1), Results(3));
        }
        finally
        {
            TorchRuntime.ThreadCount = before;
        }

        float[] Results(int threads)
        {
            TorchRuntime.ThreadCount = threads;
            Tensor output = layer.Forward(input);
            Tensor?[] gradients = Autograd.Gradients(output.Square().Sum(), [input, layer.Weight]);
            return [.. output.Detach().ToArray<float>(), .. gradients[0]!.ToArray<float>(), .. gradients[1]!.ToArray<float>()];
        }
    }

    [Theory]
    [InlineData(9, 64, 64, 16, 16)]
    [InlineData(5, 32, 96, 7, 13)] // tiles that hang over by one, two and three
    [InlineData(33, 64, 32, 6, 1)]
    [InlineData(40, 256, 128, 4, 4)]
    [InlineData(1, 32, 32, 32, 33)]
    public void Large_tiles_compute_the_same(int images, int inputs, int outputs, int height, int width)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);
        using var mode = Autograd.NoGrad();
        Tensor input = ChannelsLast(Tensor.Randn([images, inputs, height, width], generator));
        Tensor kernels = ChannelsLast(Tensor.Randn([outputs, inputs, 3, 3], generator));
        using TransformedKernels transformed = Transformed(kernels, isLarge: true);

        Tensor output = WinogradConvolution.Apply(input, transformed, bias: null, added: null, isRectified: false);

        AssertClose(Exact(input, kernels), output);
    }

    [Theory]
    [InlineData(64, 32, 32, 4)]
    [InlineData(256, 256, 3, 4)]
    [InlineData(32, 288, 32, 2)] // kernels too large
    [InlineData(64, 64, 2, 2)] // more multiplications
    [InlineData(64, 64, 6, 2)] // as many
    public void Large_tiles_are_used_where_they_spare_multiplications(int inputs, int outputs, int side, int expected)
    {
        using var scope = new TensorScope();
        Tensor kernels = ChannelsLast(Tensor.Ones([outputs, inputs, 3, 3]));

        using TransformedKernels transformed = WinogradConvolution.Transform(kernels, ChannelsLast(Tensor.Ones([1, inputs, side, side])));

        Assert.Equal(expected, transformed.TileSide);
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, true, true)]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(true, true, true)]
    public void What_comes_after_it_can_be_part_of_it(bool isLarge, bool isAdded, bool isRectified)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);
        using var mode = Autograd.NoGrad();
        Tensor input = ChannelsLast(Tensor.Randn([64, 32, 5, 3], generator));
        Tensor kernels = ChannelsLast(Tensor.Randn([96, 32, 3, 3], generator));
        Tensor bias = Tensor.Randn([96], generator);
        Tensor? added = isAdded ? ChannelsLast(Tensor.Randn([64, 96, 5, 3], generator)) : null;
        using TransformedKernels transformed = Transformed(kernels, isLarge);

        Tensor output = WinogradConvolution.Apply(input, transformed, bias, added, isRectified);

        Tensor sum = Exact(input, kernels, bias);
        sum = added is null ? sum : sum + added.To(ScalarType.Float64);
        AssertClose(isRectified ? sum.Relu() : sum, output);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_no_number_stays_visible(bool isLarge)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);
        using var mode = Autograd.NoGrad();
        float[] values = new float[64 * 32 * 4];
        values[5] = float.NaN;
        Tensor input = ChannelsLast(Tensor.From(values, 64, 32, 2, 2));
        using TransformedKernels transformed = Transformed(ChannelsLast(Tensor.Randn([32, 32, 3, 3], generator)), isLarge);

        float[] output = WinogradConvolution.Apply(input, transformed, null, null, isRectified: true).ToArray<float>();

        Assert.Contains(output, float.IsNaN);
    }

    [Fact]
    public void Elsewhere_libtorch_s_own_convolution_is_used()
    {
        using var scope = new TensorScope();
        Tensor images = ChannelsLast(Tensor.Ones([64, 32, 4, 4]));
        Tensor kernels = ChannelsLast(Tensor.Ones([32, 32, 3, 3]));
        var options = new Conv2dOptions(3, 1, 1);
        Assert.True(WinogradConvolution.Suits(options, images, kernels));

        Assert.False(WinogradConvolution.Suits(options with { Stride = 2 }, images, kernels));
        Assert.False(WinogradConvolution.Suits(options with { Padding = 0 }, images, kernels));
        Assert.False(WinogradConvolution.Suits(options, images.Contiguous(), kernels));
        Assert.False(WinogradConvolution.Suits(options, images.To(ScalarType.BFloat16), kernels.To(ScalarType.BFloat16)));
        Assert.False(WinogradConvolution.Suits(options, images.Slice(0, 0, 8), kernels)); // too few tiles
        Assert.False(WinogradConvolution.Suits(options, images, ChannelsLast(Tensor.Ones([32, 64, 3, 3])))); // which libtorch refuses in words
        Assert.False(WinogradConvolution.Suits(options, images, ChannelsLast(Tensor.Ones([40, 32, 3, 3]))));
        using var mode = Autograd.Autocast(DeviceType.Cpu);
        Assert.False(WinogradConvolution.Suits(options, images, kernels));
    }

    private static TransformedKernels Transformed(Tensor kernels, bool isLarge)
        => isLarge ? TransformedKernels.Of<LargeTileTransform>(kernels) : TransformedKernels.Of<SmallTileTransform>(kernels);

    private static Tensor Exact(Tensor input, Tensor kernels, Tensor? bias = null)
        => Convolution.Call(
            input.To(ScalarType.Float64),
            kernels.To(ScalarType.Float64),
            bias is null ? OperatorArgument.None : bias.To(ScalarType.Float64),
            (long[])[1, 1],
            (long[])[1, 1]);

    private static Tensor Bias(Conv2d layer) => layer.NamedParameters().Single(p => p.Name == "bias").Tensor;

    private static Tensor ChannelsLast(Tensor tensor) => tensor.Contiguous(MemoryFormat.ChannelsLast);

    // Relative to the root mean square: sums of thousands of terms, some near zero.
    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        double[] e = expected.Detach().ToArray<double>();
        float[] a = actual.Detach().ToArray<float>();
        double tolerance = 2e-5 * Math.Sqrt(e.Average(x => x * x));
        Assert.DoesNotContain(e.Zip(a), pair => !(Math.Abs(pair.First - pair.Second) <= tolerance)); // nor a NaN
    }
}
