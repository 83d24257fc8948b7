using Countenance.Torch.Optimizers;

namespace Countenance.Torch.Tests.Optimizers;

public class SharpnessAscentTests
{
    [Fact]
    public void It_climbs_by_the_radius_along_the_gradient_of_all_weights_together()
    {
        using var scope = new TensorScope();
        Tensor first = Tensor.From([1.0, 2.0], 2).RequireGrad();
        Tensor second = Tensor.From([5.0], 1).RequireGrad();
        Tensor idle = Tensor.From([7.0], 1).RequireGrad();
        var ascent = new SharpnessAscent([first, second, idle], radius: 0.1);

        Tensor[] offsets = ascent.Ascend([Tensor.From([0.0, 3.0], 2), Tensor.From([-4.0], 1), null]);

        Pattern.AssertClose([1, 2.06], first.Detach());
        Pattern.AssertClose([4.92], second.Detach());
        Pattern.AssertClose([7], idle.Detach());
        Assert.All((Tensor[])[first, second, idle], weight => Assert.True(weight.RequiresGrad));

        ascent.Return(offsets);

        Pattern.AssertClose([1, 2], first.Detach());
        Pattern.AssertClose([5], second.Detach());
    }

    [Fact]
    public void Up_there_the_loss_is_larger()
    {
        using var scope = new TensorScope();
        Tensor weights = Tensor.From([0.3, -0.2, 0.7], 3).RequireGrad();
        Tensor Loss() => (weights - 1).Square().Sum();
        Tensor before = Loss();

        new SharpnessAscent([weights], 0.05).Ascend(Autograd.Gradients(before, [weights]));

        Assert.True(Loss().Item() > before.Item());
    }

    [Fact]
    public void Without_a_gradient_nothing_moves()
    {
        using var scope = new TensorScope();
        Tensor weights = Tensor.From([1.0, 2.0], 2);

        new SharpnessAscent([weights], 0.05).Ascend([Tensor.Zeros([2], ScalarType.Float64)]);

        Assert.Equal([1.0, 2.0], weights.ToArray<double>());
        Assert.Throws<ArgumentOutOfRangeException>(() => new SharpnessAscent([weights], 0));
    }
}
