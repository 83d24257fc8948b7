using Countenance.Torch.Optimizers;

namespace Countenance.Torch.Tests.Optimizers;

public class OptimizerTests
{
    private static readonly Dictionary<string, Func<Tensor[], Optimizer>> Decaying = new()
    {
        ["adam"] = parameters => new Adam(parameters, 0.1, new AdamOptions { WeightDecay = 0.5 }),
        ["adamw"] = parameters => new Adam(parameters, 0.1, new AdamOptions { WeightDecay = 0.5, Decoupled = true, AmsGrad = true }),
        ["sgd"] = parameters => new Sgd(parameters, 0.1, new SgdOptions { WeightDecay = 0.5 }),
        ["nesterov"] = parameters => new Sgd(parameters, 0.1, new SgdOptions { WeightDecay = 0.5, Nesterov = true }),
    };

    public static TheoryData<string> Names => [.. Decaying.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Decay_shrinks_matrices_and_spares_vectors(string name)
    {
        using var scope = new TensorScope();
        Tensor matrix = Tensor.Ones([2, 2], ScalarType.Float64).RequireGrad();
        Tensor vector = Tensor.Ones([2], ScalarType.Float64).RequireGrad();
        using Optimizer optimizer = Decaying[name]([matrix, vector]);

        optimizer.Step([null, null]);

        Assert.All(matrix.ToArray<double>(), value => Assert.InRange(value, 0, 0.96));
        Assert.Equal([1.0, 1.0], vector.ToArray<double>());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Vectors_alone_can_be_trained_with_decay(string name)
    {
        using var scope = new TensorScope();
        Tensor vector = Tensor.Ones([2], ScalarType.Float64).RequireGrad();
        using Optimizer optimizer = Decaying[name]([vector]);

        optimizer.Step([Tensor.Ones([2], ScalarType.Float64)]);

        Assert.All(vector.ToArray<double>(), value => Assert.InRange(value, 0, 0.95));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_copy_of_the_state_goes_on_identically(string name)
    {
        using var scope = new TensorScope();
        using var problem = new OptimizationProblem();
        using var copy = new OptimizationProblem();
        using Optimizer optimizer = Decaying[name](problem.Parameters);
        Array.ForEach(copy.Parameters, parameter => parameter.RequireGrad(false).FillInPlace(-1).RequireGrad());
        using Optimizer resumed = Decaying[name](copy.Parameters);
        Run(optimizer, problem, 0, 4);

        CopyAll(problem.Parameters, copy.Parameters);
        Assert.Equal(optimizer.State.Select(entry => entry.Name), resumed.State.Select(entry => entry.Name));
        CopyAll([.. optimizer.State.Select(entry => entry.Tensor)], [.. resumed.State.Select(entry => entry.Tensor)]);
        resumed.StepCount = optimizer.StepCount;
        Run(optimizer, problem, 4, 8);
        Run(resumed, copy, 4, 8);

        Assert.Equal(problem.Values(), copy.Values());
    }

    [Fact]
    public void State_is_named_by_kind_and_parameter()
    {
        using var scope = new TensorScope();
        Tensor[] parameters = [Tensor.Ones([2]), Tensor.Ones([3])];
        using var sgd = new Sgd(parameters, 0.1);
        using var amsGrad = new Adam(parameters, 0.1, new AdamOptions { AmsGrad = true });

        Assert.Equal(["momentum_buffer.0", "momentum_buffer.1"], sgd.State.Select(entry => entry.Name));
        Assert.Equal(
            ["exp_avg.0", "exp_avg.1", "exp_avg_sq.0", "exp_avg_sq.1", "max_exp_avg_sq.0", "max_exp_avg_sq.1"],
            amsGrad.State.Select(entry => entry.Name));
        Assert.Equal([3], amsGrad.State.Last().Tensor.Shape);
    }

    [Fact]
    public void Five_hundred_parameters_take_a_step()
    {
        using var scope = new TensorScope();
        Tensor[] parameters = [.. Enumerable.Range(0, 500).Select(_ => Tensor.Ones([1], ScalarType.Float64))];
        using var optimizer = new Adam(parameters, 0.25);

        optimizer.Step(parameters);

        Assert.All(parameters, parameter => Assert.Equal(0.75, parameter.Item(), 1e-7));
    }

    [Fact]
    public void The_number_of_gradients_must_fit()
    {
        using var scope = new TensorScope();
        using var optimizer = new Sgd([Tensor.Ones([2]), Tensor.Ones([2])], 0.1);

        var error = Assert.Throws<ArgumentException>(() => optimizer.Step([Tensor.Ones([2])]));

        Assert.Contains("2 gradients. Got 1", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, optimizer.StepCount);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        using var scope = new TensorScope();
        Tensor[] parameters = [Tensor.Ones([2])];
        AdamOptions[] wrongAdam =
            [new() { Beta1 = 1 }, new() { Beta2 = 1 }, new() { Beta1 = -0.1 }, new() { Beta2 = -0.1 }, new() { WeightDecay = -1 }];
        SgdOptions[] wrongSgd = [new() { Momentum = 1 }, new() { Momentum = -0.1 }, new() { WeightDecay = -1 }];

        Assert.All(wrongAdam, options => Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(parameters, 0.1, options)));
        Assert.All(wrongSgd, options => Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(parameters, 0.1, options)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(parameters, -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(parameters, -0.1));
    }

    private static void Run(Optimizer optimizer, OptimizationProblem problem, int from, int to)
    {
        for (int step = from; step < to; step++)
        {
            problem.Step(optimizer, step);
        }
    }

    private static void CopyAll(Tensor[] sources, Tensor[] targets)
    {
        using var scope = new TensorScope();
        using var mode = Autograd.NoGrad();
        for (int i = 0; i < sources.Length; i++)
        {
            targets[i].CopyInPlace(sources[i]);
        }
    }
}
