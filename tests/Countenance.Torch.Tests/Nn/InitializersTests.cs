using Countenance.Torch.Nn;

namespace Countenance.Torch.Tests.Nn;

public class InitializersTests
{
    [Fact]
    public void Kaiming_normal_has_the_standard_deviation_of_its_fan_out()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);

        double[] values = Initializers.KaimingNormalFanOut(Tensor.Empty([64, 32, 3, 3], ScalarType.Float64), generator).ToArray<double>();

        double expected = Math.Sqrt(2.0 / (64 * 9)); // 18,432 values: the estimate's own error is 0.5 %
        Assert.Equal(expected, Math.Sqrt(values.Average(value => value * value)), 0.02 * expected);
        Assert.Equal(0, values.Average(), 4 * expected / Math.Sqrt(values.Length));
        Assert.Contains(values, value => Math.Abs(value) > 3 * expected);
    }

    [Theory]
    [InlineData(32, 64, 3, 3)]
    [InlineData(72, 256)]
    public void Kaiming_normal_keeps_the_size_of_what_passes_a_relu(params int[] sizes)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        long[] shape = Array.ConvertAll(sizes, size => (long)size);

        double[] values = Initializers.KaimingNormalFanIn(Tensor.Empty(shape, ScalarType.Float64), generator).ToArray<double>();

        double expected = Math.Sqrt(2.0 / (values.Length / shape[0])); // 18,432 values: the estimate's own error is 0.5 %
        Assert.Equal(expected, Math.Sqrt(values.Average(value => value * value)), 0.02 * expected);
        Assert.Equal(0, values.Average(), 4 * expected / Math.Sqrt(values.Length));
    }

    [Fact]
    public void Uniform_fills_its_bounds_and_no_more()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(2);

        double[] values = Initializers.UniformFanIn(Tensor.Empty([10_000], ScalarType.Float64), 25, generator).ToArray<double>();

        AssertUniform(values, 0.2);
    }

    [Fact]
    public void Layers_start_with_pytorchs_bounds()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(3);
        using var linear = new Linear(16, 500, generator);
        using var convolution = new Conv2d(4, 200, new Conv2dOptions(3), generator);

        Assert.All(linear.NamedParameters(), parameter => AssertUniform(Doubles(parameter.Tensor), 0.25));
        Assert.All(convolution.NamedParameters(), parameter => AssertUniform(Doubles(parameter.Tensor), 1 / 6.0));
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(4);
        using var first = new Linear(5, 7, generator);
        using var second = new Linear(5, 7, generator);
        generator.Seed(4);
        using var third = new Linear(5, 7, generator);

        Assert.Equal(Weights(first), Weights(third));
        Assert.NotEqual(Weights(first), Weights(second));

        static double[] Weights(Module module) => [.. module.StateDict().SelectMany(entry => Doubles(entry.Tensor))];
    }

    [Fact]
    public void Layers_without_inputs_are_refused()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);

        Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.UniformFanIn(Tensor.Empty([2]), 0, generator));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Linear(0, 2, generator));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Conv2d(2, 0, new Conv2dOptions(3), generator));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Conv2d(2, 2, new Conv2dOptions(0), generator));
    }

    private static double[] Doubles(Tensor tensor) => tensor.To(ScalarType.Float64).ToArray<double>();

    // The deviation of a uniform variable is bound / √3; 200 values and more come within a tenth of it, and within 5 % of the bound.
    private static void AssertUniform(double[] values, double bound)
    {
        Assert.InRange(values.Max(), 0.95 * bound, bound * (1 + 1e-6));
        Assert.InRange(values.Min(), -bound * (1 + 1e-6), -0.95 * bound);
        double deviation = Math.Sqrt(values.Average(value => value * value));
        Assert.Equal(bound / Math.Sqrt(3), deviation, 0.1 * bound / Math.Sqrt(3));
    }
}
