using Countenance.Torch.Nn;
using Countenance.Torch.Optimizers;

namespace Countenance.Torch.Tests.Optimizers;

public class WeightAverageTests
{
    [Fact]
    public void It_starts_as_a_copy_under_the_modules_names()
    {
        using var scope = new TensorScope();
        using var norm = new BatchNorm2d(2);
        using var average = new WeightAverage(norm, 0.9);

        Assert.Equal(norm.StateDict().Select(entry => entry.Name), average.State.Select(entry => entry.Name));
        Set(norm, 5);
        Assert.Equal([1f, 1f], Averaged(average, "weight").ToArray<float>());
        Assert.All(average.State, entry => Assert.False(entry.Tensor.RequiresGrad, entry.Name));
    }

    [Fact]
    public void The_average_follows_its_formula_with_a_decay_that_warms_up()
    {
        using var scope = new TensorScope();
        using var norm = new BatchNorm2d(2);
        norm.To(ScalarType.Float64);
        Set(norm, 0);
        using var average = new WeightAverage(norm, 0.6);
        double expected = 0;
        foreach (long step in (long[])[0, 1, 2, 5, 12, 13, 1000])
        {
            double value = 3 + Math.Sin(step);
            Set(norm, value);
            double decay = step >= 13 ? 0.6 : (1.0 + step) / (10 + step); // at 12 it is 13/22 = 0.59
            expected = (decay * expected) + ((1 - decay) * value);

            average.Update(step);

            Pattern.AssertClose([expected, expected], Averaged(average, "weight"));
            Pattern.AssertClose([expected, expected], Averaged(average, "running_var"));
            Pattern.AssertClose([value, value], norm.NamedParameters().First().Tensor);
        }
    }

    [Fact]
    public void An_exchange_puts_the_averages_into_the_module_and_another_undoes_it()
    {
        using var scope = new TensorScope();
        using var norm = new BatchNorm2d(2);
        Set(norm, 1.0 / 3);
        using var average = new WeightAverage(norm, 0.9);
        Set(norm, 5);
        Tensor weight = norm.NamedParameters().First().Tensor;
        Tensor output = norm.Forward(Tensor.Ones([2, 2, 2, 2]));

        average.Exchange();
        Assert.Equal([1f / 3, 1f / 3], weight.ToArray<float>());
        Assert.Equal([5f, 5f], Averaged(average, "weight").ToArray<float>());
        Assert.True(weight.RequiresGrad);

        average.Exchange();
        Assert.Equal([5f, 5f], weight.ToArray<float>());
        Assert.Equal([1f / 3, 1f / 3], Averaged(average, "weight").ToArray<float>());
        Assert.NotNull(Autograd.Gradients(output.Sum(), [weight])[0]);
    }

    [Fact]
    public void Begun_anew_it_is_a_copy_again()
    {
        using var scope = new TensorScope();
        using var norm = new BatchNorm2d(2);
        using var average = new WeightAverage(norm, 0.9);
        Set(norm, 7);

        average.Restart();

        Assert.Equal([7f, 7f], Averaged(average, "weight").ToArray<float>());
    }

    [Fact]
    public void Counters_are_copied_not_averaged()
    {
        using var scope = new TensorScope();
        using var norm = new BatchNorm2d(2);
        using var average = new WeightAverage(norm, 0.99);
        norm.Forward(Tensor.Ones([2, 2, 2, 2]));
        norm.Forward(Tensor.Ones([2, 2, 2, 2]));
        Assert.Equal(0, Averaged(average, "num_batches_tracked").Item());

        average.Update(1);

        Assert.Equal(2, Averaged(average, "num_batches_tracked").Item());
        Assert.Equal(ScalarType.Int64, Averaged(average, "num_batches_tracked").ScalarType);
    }

    [Fact]
    public void The_average_can_be_loaded_into_a_module()
    {
        using var scope = new TensorScope();
        using var norm = new BatchNorm2d(2);
        using var average = new WeightAverage(norm, 0.5);
        Set(norm, 3);
        average.Update(1000);

        norm.LoadStateDict(average.State.ToDictionary(entry => entry.Name, entry => entry.Tensor));

        Assert.Equal([2f, 2f], norm.NamedParameters().First().Tensor.ToArray<float>()); // halfway from 1 to 3
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-0.1)]
    public void The_decay_must_be_in_its_range(double decay)
    {
        using var norm = new BatchNorm2d(2);

        Assert.Throws<ArgumentOutOfRangeException>(() => new WeightAverage(norm, decay));
    }

    private static Tensor Averaged(WeightAverage average, string name) => average.State.Single(entry => entry.Name == name).Tensor;

    private static void Set(Module module, double value)
    {
        using var mode = Autograd.NoGrad();
        foreach ((_, Tensor tensor) in module.NamedParameters().Concat(module.NamedBuffers()))
        {
            if (tensor.ScalarType != ScalarType.Int64)
            {
                tensor.FillInPlace(value);
            }
        }
    }
}
