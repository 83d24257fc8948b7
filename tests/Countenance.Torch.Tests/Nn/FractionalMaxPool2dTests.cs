using Countenance.Torch.Nn;

namespace Countenance.Torch.Tests.Nn;

public class FractionalMaxPool2dTests
{
    [Theory]
    [InlineData(10, 11, 0.7, 7, 7)]
    [InlineData(64, 48, 0.75, 48, 36)]
    [InlineData(9, 8, 0.5, 4, 4)]
    public void The_output_is_the_input_times_the_ratio_rounded_down(int height, int width, double ratio, int rows, int columns)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        using var pool = new FractionalMaxPool2d(2, ratio, generator);
        Tensor input = Tensor.Ones([2, 3, height, width]);

        Assert.Equal([2, 3, rows, columns], pool.Forward(input).Shape);
        pool.Train(false);
        Assert.Equal([2, 3, rows, columns], pool.Forward(input).Shape);
    }

    [Fact]
    public void In_evaluation_an_image_does_not_depend_on_the_others_nor_on_the_generator()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        using var other = new RandomGenerator(2);
        using var pool = new FractionalMaxPool2d(2, 0.6, generator);
        using var otherPool = new FractionalMaxPool2d(2, 0.6, other);
        pool.Train(false);
        otherPool.Train(false);
        Tensor batch = Pattern.Of([5, 2, 13, 13], 0);
        byte[] before = generator.GetState().ToArray<byte>();

        double[] within = pool.Forward(batch).Slice(0, 3, 4).ToArray<double>();
        double[] alone = otherPool.Forward(batch.Slice(0, 3, 4)).ToArray<double>();

        Assert.Equal(within, alone);
        Assert.Equal(before, generator.GetState().ToArray<byte>());
    }

    [Fact]
    public void In_training_windows_are_placed_at_random_from_the_seed()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);
        using var pool = new FractionalMaxPool2d(2, 0.6, generator);
        Tensor batch = Pattern.Of([3, 2, 17, 17], 0);

        double[] first = pool.Forward(batch).ToArray<double>();
        double[] second = pool.Forward(batch).ToArray<double>();
        generator.Seed(5);

        Assert.NotEqual(first, second);
        Assert.Equal(first, pool.Forward(batch).ToArray<double>());
        Assert.Subset(batch.ToArray<double>().ToHashSet(), first.ToHashSet());
    }

    [Fact]
    public void A_bfloat16_image_gives_its_own_values_in_single_precision_and_a_gradient_in_its_own_type()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);
        using var pool = new FractionalMaxPool2d(3, 0.5, generator);
        Tensor input = Pattern.Of([2, 3, 16, 16], 0).To(ScalarType.BFloat16).RequireGrad();

        Tensor output = pool.Forward(input);

        Assert.Equal(ScalarType.Float32, output.ScalarType);
        Assert.Equal(1, output.Strides[1]); // channels-last
        Assert.Subset(input.To(ScalarType.Float32).ToArray<float>().ToHashSet(), output.ToArray<float>().ToHashSet());
        Tensor gradient = Autograd.Gradients(output.Sum(), [input])[0]!;
        Assert.Equal(ScalarType.BFloat16, gradient.ScalarType);
        Assert.Equal(output.ToArray<float>().Length, gradient.To(ScalarType.Float32).Sum().Item(), 1e-3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    public void A_ratio_must_be_between_0_and_1(double ratio)
    {
        using var generator = new RandomGenerator(1);

        Assert.Throws<ArgumentOutOfRangeException>(() => new FractionalMaxPool2d(2, ratio, generator));
    }
}
