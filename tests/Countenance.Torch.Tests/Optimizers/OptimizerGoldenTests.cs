using System.Text.Json;
using Countenance.Torch.Optimizers;

namespace Countenance.Torch.Tests.Optimizers;

/// <summary>Six steps of every optimiser against torch.optim's, in double precision, with a learning rate that falls.</summary>
public class OptimizerGoldenTests
{
    private static readonly Dictionary<string, Func<Tensor[], Optimizer>> Optimizers = new()
    {
        ["adam"] = parameters => new Adam(parameters, 0.1),
        ["adam, other constants"] =
            parameters => new Adam(parameters, 0.1, new AdamOptions { Beta1 = 0.7, Beta2 = 0.9, Epsilon = 1e-2 }),
        ["adam with decay"] = parameters => new Adam(parameters, 0.1, new AdamOptions { WeightDecay = 0.2 }),
        ["adamw"] = parameters => new Adam(parameters, 0.1, new AdamOptions { WeightDecay = 0.2, Decoupled = true }),
        ["amsgrad"] = parameters => new Adam(parameters, 0.1, new AdamOptions { Beta1 = 0.5, Beta2 = 0.6, AmsGrad = true }),
        ["amsgrad with decoupled decay"] = parameters => new Adam(
            parameters, 0.1, new AdamOptions { Beta1 = 0.5, Beta2 = 0.6, AmsGrad = true, WeightDecay = 0.2, Decoupled = true }),
        ["sgd"] = parameters => new Sgd(parameters, 0.1, new SgdOptions { Momentum = 0 }),
        ["sgd with momentum"] = parameters => new Sgd(parameters, 0.1),
        ["sgd with momentum and decay"] =
            parameters => new Sgd(parameters, 0.1, new SgdOptions { Momentum = 0.8, WeightDecay = 0.2 }),
        ["sgd with nesterov"] = parameters => new Sgd(parameters, 0.1, new SgdOptions { Nesterov = true }),
        ["sgd with nesterov and decay"] =
            parameters => new Sgd(parameters, 0.1, new SgdOptions { Nesterov = true, WeightDecay = 0.2 }),
    };

    private static readonly Dictionary<string, double[][]> Trajectories = Read();

    public static TheoryData<string> Names => [.. Optimizers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_trajectory_is_pytorchs(string name) => Follow(name, MemoryFormat.Contiguous);

    [Theory]
    [InlineData("adam with decay")]
    [InlineData("amsgrad with decoupled decay")]
    [InlineData("sgd with nesterov and decay")]
    public void Channels_last_kernels_with_contiguous_gradients_take_the_same_way(string name) => Follow(name, MemoryFormat.ChannelsLast);

    [Fact]
    public void Every_optimiser_has_its_own_trajectory()
    {
        Assert.Equal(Optimizers.Keys.Order(), Trajectories.Keys.Order());
        Assert.Equal(Trajectories.Count, Trajectories.Values.Select(steps => string.Join(' ', steps[^1])).Distinct().Count());
    }

    private static void Follow(string name, MemoryFormat format)
    {
        using var scope = new TensorScope();
        using var problem = new OptimizationProblem(format);
        using Optimizer optimizer = Optimizers[name](problem.Parameters);
        double[][] expected = Trajectories[name];
        for (int step = 0; step < expected.Length; step++)
        {
            problem.Step(optimizer, step);
            Pattern.AssertClose(expected[step], problem.Values());
        }

        Assert.Equal(6, optimizer.StepCount);
        long[] strides = format == MemoryFormat.ChannelsLast ? [8, 1, 4, 2] : [8, 4, 2, 1];
        Assert.Equal(strides, problem.Parameters[1].Strides);
    }

    private static Dictionary<string, double[][]> Read()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Golden", "Optimizers", "optimizers.json");
        Trajectory[] trajectories = JsonSerializer.Deserialize<Trajectory[]>(File.ReadAllText(path), JsonSerializerOptions.Web)!;
        return trajectories.ToDictionary(trajectory => trajectory.Name, trajectory => trajectory.Steps);
    }

    private sealed record Trajectory(string Name, double[][] Steps);
}
