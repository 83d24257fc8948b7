using Countenance.Torch.Nn;

namespace Countenance.Torch.Tests;

/// <summary>Misuse ends in an exception that says what was wrong, never in a crash.</summary>
public class HostileUseTests
{
    private static readonly Operator Linear = new("aten::linear");

    [Fact]
    public void A_tensor_used_after_its_scope_closed_is_an_object_disposed()
    {
        Tensor tensor;
        using (new TensorScope())
        {
            tensor = Tensor.Ones([2, 2]).RequireGrad();
        }

        using var scope = new TensorScope();
        Tensor alive = Tensor.Ones([2, 2]);
        Action[] uses =
        [
            () => _ = tensor.Shape,
            () => _ = tensor.RequiresGrad,
            () => tensor.ToArray<float>(),
            () => tensor.Span<float>(),
            () => tensor.Item(),
            () => alive.Matmul(tensor),
            () => alive.AddInPlace(tensor),
            () => Tensor.Concatenate([alive, tensor]),
            () => Autograd.Gradients(alive.Sum(), [tensor]),
            () => Autograd.Gradients(tensor, [alive]),
        ];

        Assert.All(uses, use => Assert.Throws<ObjectDisposedException>(use));
        Assert.Equal("disposed tensor", tensor.ToString());
    }

    [Fact]
    public void Too_many_arguments_are_refused_with_the_operators_name()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Ones([2, 2]);

        var error = Assert.Throws<TorchException>(() => Linear.Call(x, x, x, x));

        Assert.Contains("aten::linear", error.Message, StringComparison.Ordinal);
        Assert.Contains("takes 3 arguments. Got 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_arguments_are_refused_with_the_names_of_operator_and_argument()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Ones([2, 2]);

        var one = Assert.Throws<TorchException>(() => Linear.Call(x));
        var none = Assert.Throws<TorchException>(() => Linear.Call());

        Assert.Contains("aten::linear needs the argument weight", one.Message, StringComparison.Ordinal);
        Assert.Contains("aten::linear needs the argument input", none.Message, StringComparison.Ordinal);
        Assert.Equal([2f, 2f, 2f, 2f], Linear.Call(x, x).ToArray<float>()); // the refusals left nothing behind
    }

    [Fact]
    public void Arguments_of_the_wrong_kind_are_refused()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Ones([2, 2]);

        Assert.Contains("aten::linear", Assert.Throws<TorchException>(() => Linear.Call(x, 3)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "aten::linear", Assert.Throws<TorchException>(() => Linear.Call(x, OperatorArgument.None)).Message, StringComparison.Ordinal);
        Assert.Throws<TorchException>(() => new Operator("aten::sum", "dim_IntList").Call(x, x));
        Assert.Throws<TorchException>(() => new Operator("aten::cat").Call(x, 0));
    }

    [Fact]
    public void Results_of_another_number_or_kind_are_refused()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Ones([2, 2]);

        Assert.Contains(
            "aten::max.dim",
            Assert.Throws<TorchException>(() => new Operator("aten::max", "dim").Call(x, 0)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "one tensor was expected",
            Assert.Throws<TorchException>(() => new Operator("aten::_local_scalar_dense").Call(x.Sum())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_needs_a_scalar_that_depends_on_something()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Ones([3]).RequireGrad();

        var shape = Assert.Throws<TorchException>(() => Autograd.Gradients(x * 2, [x]));
        var constant = Assert.Throws<TorchException>(() => Autograd.Gradients(Tensor.Ones([]), [x]));
        var input = Assert.Throws<TorchException>(() => Autograd.Gradients(x.Sum(), [Tensor.Ones([3])]));

        Assert.Contains("scalar", shape.Message, StringComparison.Ordinal);
        Assert.StartsWith("gradients:", constant.Message, StringComparison.Ordinal);
        Assert.StartsWith("gradients:", input.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_serves_once_unless_it_is_retained()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Full([], 3).RequireGrad();
        Tensor square = x.Square();

        Assert.Equal(6, Autograd.Gradients(square, [x], retainGraph: true)[0]!.Item());
        Assert.Equal(6, Autograd.Gradients(square, [x])[0]!.Item());
        Assert.Throws<TorchException>(() => Autograd.Gradients(square, [x]));
    }

    [Fact]
    public void A_disposed_generator_and_a_disposed_module_are_refused()
    {
        using var scope = new TensorScope();
        var generator = new RandomGenerator(1);
        var layer = new Linear(2, 2, generator);
        generator.Dispose();
        layer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Tensor.Rand([2], generator));
        Assert.Throws<ObjectDisposedException>(() => layer.Forward(Tensor.Ones([1, 2])));
    }
}
