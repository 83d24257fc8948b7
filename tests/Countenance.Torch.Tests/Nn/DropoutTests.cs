using Countenance.Torch.Nn;

namespace Countenance.Torch.Tests.Nn;

public class DropoutTests
{
    [Fact]
    public void Training_zeroes_a_share_and_keeps_the_mean()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        using var dropout = new Dropout(0.3, generator);

        double[] output = dropout.Forward(Tensor.Ones([200, 200], ScalarType.Float64)).ToArray<double>();

        // Four standard deviations: of a share √(0.3 · 0.7 / 40000), of the mean √(0.3 / 0.7 / 40000).
        Assert.Equal(0.3, output.Count(value => value == 0) / 40000.0, 0.0092);
        Assert.Equal(1, output.Average(), 0.0131);
        Assert.All(output.Where(value => value != 0), value => Assert.Equal(1 / 0.7, value, 1e-12));
    }

    [Fact]
    public void The_gradient_passes_where_the_value_passed()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(2);
        using var dropout = new Dropout(0.5, generator);
        Tensor input = Tensor.Ones([50]).RequireGrad();

        Tensor output = dropout.Forward(input);

        Assert.Equal(output.ToArray<float>(), Autograd.Gradients(output.Sum(), [input])[0]!.ToArray<float>());
        Assert.Contains(0f, output.ToArray<float>());
    }

    [Fact]
    public void The_seed_decides()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(3);
        using var dropout = new Dropout(0.5, generator);
        Tensor input = Tensor.Ones([64]);

        float[] first = dropout.Forward(input).ToArray<float>();
        float[] second = dropout.Forward(input).ToArray<float>();
        generator.Seed(3);

        Assert.NotEqual(first, second);
        Assert.Equal(first, dropout.Forward(input).ToArray<float>());
    }

    [Fact]
    public void Evaluation_and_probability_0_give_the_input_back()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        using var dropout = new Dropout(0.5, generator);
        using var none = new Dropout(0, generator);
        Tensor input = Tensor.Ones([4]);

        dropout.Train(false);

        Assert.Same(input, dropout.Forward(input));
        Assert.Same(input, none.Forward(input));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_probability_must_be_in_its_range(double probability)
    {
        using var generator = new RandomGenerator(1);

        Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout(probability, generator));
    }
}
