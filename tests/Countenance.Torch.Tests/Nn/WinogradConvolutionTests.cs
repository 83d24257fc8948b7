using Countenance.Torch.Nn;
using Countenance.Torch.Winograd;

namespace Countenance.Torch.Tests.Nn;

/// <summary>The transformed convolution beside libtorch's own, in double precision.</summary>
public sealed class WinogradConvolutionTests
{
    private static readonly Operator Convolution = new("aten::conv2d");

    public WinogradConvolutionTests()
        => Assert.SkipUnless(SingleElement.IsSupported, "The processor has neither AVX-512 nor AVX2 with FMA.");

    public static TheoryData<int, int, int, int, int, bool> Shapes
    {
        get
        {
            (int Images, int Inputs, int Outputs, int Height, int Width)[] shapes =
            [
                (16, 32, 64, 16, 16),
                (3, 64, 32, 9, 15), // tiles that hang over, a last block that is not full
                (70, 96, 32, 2, 2),
                (300, 256, 64, 3, 2), // several slices
                (257, 64, 288, 2, 5),
                (1, 32, 32, 17, 16),
                (131, 224, 32, 5, 4), // blocks of another size
                (65, 32, 32, 3, 3), // an odd number of large tiles
            ];
            var data = new TheoryData<int, int, int, int, int, bool>();
            foreach ((int images, int inputs, int outputs, int height, int width) in shapes)
            {
                data.Add(images, inputs, outputs, height, width, false);
                data.Add(images, inputs, outputs, height, width, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void It_is_the_convolution_and_has_its_gradients(int images, int inputs, int outputs, int height, int width, bool isHalf)
    {
        SkipUnlessSupported(isHalf);
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);
        using var layer = new Conv2d(inputs, outputs, new Conv2dOptions(3, 1, 1), generator);
        Tensor more = ChannelsLast(Tensor.Randn([images + 1, inputs, height, width], generator));
        Tensor input = more.To(Type(isHalf)).Slice(0, 1, images + 1).RequireGrad(); // memory that begins within another tensor's
        Tensor upstream = Tensor.Randn([images, outputs, height, width], generator).To(Type(isHalf));
        Tensor output;
        using (isHalf ? Autograd.Autocast(DeviceType.Cpu) : default)
        {
            Assert.True(WinogradConvolution.Suits(new Conv2dOptions(3, 1, 1), input, layer.Weight));
            output = layer.Forward(input);
        }

        Tensor?[] found = Autograd.Gradients((output * upstream).To(ScalarType.Float32).Sum(), [input, layer.Weight, Bias(layer)]);

        Tensor[] exact = [.. new[] { input, layer.Weight, Bias(layer) }.Select(t => t.Detach().To(ScalarType.Float64).RequireGrad())];
        Tensor expected = Exact(exact[0], exact[1], exact[2]);
        Tensor?[] gradients = Autograd.Gradients((expected * upstream.To(ScalarType.Float64)).Sum(), exact);
        AssertClose(expected, output, isHalf);
        for (int i = 0; i < (isHalf ? 2 : 3); i++) // the bias's is a sum of libtorch's in bfloat16
        {
            AssertClose(gradients[i]!, found[i]!, isHalf);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_number_of_threads_changes_no_bit(bool isHalf)
    {
        SkipUnlessSupported(isHalf);
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);
        using var layer = new Conv2d(64, 64, new Conv2dOptions(3, 1, 1, Bias: false), generator);
        Tensor input = ChannelsLast(Tensor.Randn([17, 64, 7, 7], generator)).To(Type(isHalf)).RequireGrad();
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
            using Autograd.Mode mode = isHalf ? Autograd.Autocast(DeviceType.Cpu) : default;
            Tensor output = layer.Forward(input).To(ScalarType.Float32);
            Tensor?[] gradients = Autograd.Gradients(output.Square().Sum(), [input, layer.Weight]);
            return [.. output.Detach().ToArray<float>(), .. gradients.SelectMany(g => g!.To(ScalarType.Float32).ToArray<float>())];
        }
    }

    [Theory]
    [InlineData(9, 64, 64, 16, 16, false)]
    [InlineData(5, 32, 96, 7, 13, false)] // tiles that hang over by one, two and three
    [InlineData(33, 64, 32, 6, 1, false)]
    [InlineData(40, 256, 128, 4, 4, false)]
    [InlineData(1, 32, 32, 32, 33, false)]
    [InlineData(5, 32, 96, 7, 13, true)]
    [InlineData(40, 256, 128, 4, 4, true)]
    public void Large_tiles_compute_the_same(int images, int inputs, int outputs, int height, int width, bool isHalf)
    {
        SkipUnlessPossible(isHalf);
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);
        using var mode = Autograd.NoGrad();
        Tensor input = ChannelsLast(Tensor.Randn([images, inputs, height, width], generator)).To(Type(isHalf));
        Tensor kernels = ChannelsLast(Tensor.Randn([outputs, inputs, 3, 3], generator));
        Tensor upstream = ChannelsLast(Tensor.Randn([images, outputs, height, width], generator)).To(Type(isHalf));
        using TransformedKernels transformed = Transformed(kernels, isLarge: true, isHalf);

        Tensor output = WinogradConvolution.Apply(input, transformed, bias: null, added: null, isRectified: false);
        Tensor gradient = KernelGradient.Of(input, upstream, isLarge: true);

        AssertClose(Exact(input, kernels), output);
        AssertClose(KernelGradient.Of(input, upstream, isLarge: false).To(ScalarType.Float64), gradient, isHalf);
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
    [InlineData(false, false, false, false)]
    [InlineData(false, true, false, false)]
    [InlineData(false, true, true, false)]
    [InlineData(true, false, false, false)]
    [InlineData(true, true, false, false)]
    [InlineData(true, true, true, false)]
    [InlineData(false, true, true, true)]
    [InlineData(true, true, true, true)]
    public void What_comes_after_it_can_be_part_of_it(bool isLarge, bool isAdded, bool isRectified, bool isHalf)
    {
        SkipUnlessPossible(isHalf);
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);
        using var mode = Autograd.NoGrad();
        Tensor input = ChannelsLast(Tensor.Randn([64, 32, 5, 3], generator)).To(Type(isHalf));
        Tensor kernels = ChannelsLast(Tensor.Randn([96, 32, 3, 3], generator));
        Tensor bias = Tensor.Randn([96], generator).To(Type(isHalf));
        Tensor? added = isAdded ? ChannelsLast(Tensor.Randn([64, 96, 5, 3], generator)).To(Type(isHalf)) : null;
        using TransformedKernels transformed = Transformed(kernels, isLarge, isHalf);

        Tensor output = WinogradConvolution.Apply(input, transformed, bias, added, isRectified);

        Tensor sum = Exact(input, kernels, bias);
        sum = added is null ? sum : sum + added.To(ScalarType.Float64);
        AssertClose(isRectified ? sum.Relu() : sum, output);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void What_is_no_number_stays_visible(bool isLarge, bool isHalf)
    {
        SkipUnlessPossible(isHalf);
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);
        using var mode = Autograd.NoGrad();
        float[] values = new float[64 * 32 * 4];
        values[5] = float.NaN;
        Tensor input = ChannelsLast(Tensor.From(values, 64, 32, 2, 2)).To(Type(isHalf));
        using TransformedKernels transformed = Transformed(ChannelsLast(Tensor.Randn([32, 32, 3, 3], generator)), isLarge, isHalf);

        float[] output = WinogradConvolution.Apply(input, transformed, null, null, isRectified: true).To(ScalarType.Float32).ToArray<float>();

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
        Assert.False(WinogradConvolution.Suits(options, images.To(ScalarType.Float64), kernels.To(ScalarType.Float64)));
        Tensor half = images.To(ScalarType.BFloat16);
        Assert.Equal(BFloat16Element.IsSupported, WinogradConvolution.Suits(options, half, kernels.To(ScalarType.BFloat16)));
        Assert.False(WinogradConvolution.Suits(options, half, kernels)); // which libtorch refuses, except under autocast
        Assert.False(WinogradConvolution.Suits(options, images.Slice(0, 0, 8), kernels)); // too few tiles
        Assert.False(WinogradConvolution.Suits(options, images, ChannelsLast(Tensor.Ones([32, 64, 3, 3])))); // which libtorch refuses in words
        Assert.False(WinogradConvolution.Suits(options, images, ChannelsLast(Tensor.Ones([40, 32, 3, 3]))));
        using var mode = Autograd.Autocast(DeviceType.Cpu);
        Assert.False(WinogradConvolution.Suits(options, images, kernels));
        Assert.Equal(BFloat16Element.IsSupported, WinogradConvolution.Suits(options, half, kernels));
    }

    private static ScalarType Type(bool isHalf) => isHalf ? ScalarType.BFloat16 : ScalarType.Float32;

    private static void SkipUnlessPossible(bool isHalf)
        => Assert.SkipUnless(!isHalf || TorchRuntime.HasVectorsOfBFloat16, "The processor has no AVX512-BF16.");

    private static void SkipUnlessSupported(bool isHalf)
        => Assert.SkipUnless(!isHalf || BFloat16Element.IsSupported, "The processor has no AVX512-BF16, or something faster.");

    private static TransformedKernels Transformed(Tensor kernels, bool isLarge, bool isHalf) => (isLarge, isHalf) switch
    {
        (false, false) => TransformedKernels.Of<SmallTileTransform, SingleElement>(kernels),
        (false, true) => TransformedKernels.Of<SmallTileTransform, BFloat16Element>(kernels),
        (true, false) => TransformedKernels.Of<LargeTileTransform, SingleElement>(kernels),
        (true, true) => TransformedKernels.Of<LargeTileTransform, BFloat16Element>(kernels),
    };

    private static Tensor Exact(Tensor input, Tensor kernels, Tensor? bias = null)
        => Convolution.Call(
            input.To(ScalarType.Float64),
            kernels.To(ScalarType.Float64),
            bias is null ? OperatorArgument.None : bias.To(ScalarType.Float64),
            (long[])[1, 1],
            (long[])[1, 1]);

    private static Tensor Bias(Conv2d layer) => layer.NamedParameters().Single(p => p.Name == "bias").Tensor;

    private static Tensor ChannelsLast(Tensor tensor) => tensor.Contiguous(MemoryFormat.ChannelsLast);

    // Relative to the root mean square: sums of thousands of terms, some near zero. In bfloat16 the error's own is 0.004 in theory where
    // tiles are small and 0.011 where they are large, for numbers drawn as here.
    private static void AssertClose(Tensor expected, Tensor actual, bool? isHalf = null)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        bool isRough = isHalf ?? actual.ScalarType == ScalarType.BFloat16;
        double[] e = expected.Detach().ToArray<double>();
        double[] errors = [.. e.Zip(actual.Detach().To(ScalarType.Float64).ToArray<double>(), (x, y) => Math.Abs(x - y))];
        double scale = Math.Sqrt(e.Average(x => x * x));
        double largest = (isRough ? 0.15 : 2e-5) * scale;
        Assert.DoesNotContain(errors, error => !(error <= largest)); // nor a NaN
        Assert.InRange(Math.Sqrt(errors.Average(x => x * x)), 0, (isRough ? 0.014 : 5e-6) * scale);
    }
}
