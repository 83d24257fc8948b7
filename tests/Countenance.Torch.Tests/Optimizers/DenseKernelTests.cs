using Countenance.Torch.Optimizers;

namespace Countenance.Torch.Tests.Optimizers;

/// <summary>The one-pass updates in single precision against the chains of operators in double precision, which PyTorch's goldens check.</summary>
public class DenseKernelTests
{
    private static readonly Dictionary<string, AdamOptions> Variants = new()
    {
        ["adam"] = new(),
        ["adam with decay"] = new() { WeightDecay = 0.1 },
        ["adamw"] = new() { WeightDecay = 0.1, Decoupled = true },
        ["amsgrad"] = new() { AmsGrad = true, Beta2 = 0.5 },
    };

    public static TheoryData<string> Names => [.. Variants.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Adam_in_one_pass_is_adam(string name)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(4);
        Tensor[] single =
        [
            Tensor.Randn([300, 500], generator).RequireGrad(), // more than one chunk, and a rest
            Tensor.Randn([8, 3, 3, 3], generator).Contiguous(MemoryFormat.ChannelsLast).RequireGrad(),
            Tensor.Randn([7], generator).RequireGrad(),
        ];
        Tensor[] twice = Array.ConvertAll(single, tensor => tensor.Detach().To(ScalarType.Float64).Clone().RequireGrad());
        using var fused = new Adam(single, 0.01, Variants[name]);
        using var chained = new Adam(twice, 0.01, Variants[name]);
        for (int step = 0; step < 5; step++)
        {
            Tensor[] gradients = Array.ConvertAll(single, tensor => Like(tensor, Tensor.Randn(tensor.Shape, generator)));
            Assert.True(DenseKernels.Apply(single, gradients));
            fused.Step(gradients);
            chained.Step(Array.ConvertAll(gradients, gradient => gradient.To(ScalarType.Float64)));
        }

        for (int i = 0; i < single.Length; i++)
        {
            Assert.All(
                twice[i].ToArray<double>().Zip(single[i].ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, 2e-5));
        }
    }

    [Fact]
    public void Blending_in_one_pass_is_blending()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);
        Tensor target = Tensor.Randn([70_001], generator);
        Tensor source = Tensor.Randn([70_001], generator);
        float[] expected = ((target * 0.9) + (source * 0.1)).ToArray<float>();

        DenseKernels.Blend(target, source, 0.9f);

        Assert.All(expected.Zip(target.ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void Tensors_laid_out_differently_are_left_to_the_operators()
    {
        using var scope = new TensorScope();
        Tensor planar = Tensor.Ones([2, 3, 4, 4]);

        Assert.True(DenseKernels.Apply([planar], [planar.Clone()]));
        Assert.False(DenseKernels.Apply([planar], [planar.Contiguous(MemoryFormat.ChannelsLast)]));
        Assert.False(DenseKernels.Apply([planar], [planar.To(ScalarType.Float64)]));
        Assert.False(DenseKernels.Apply([planar.Slice(3, 0, 2)], [planar.Slice(3, 0, 2)]));
    }

    private static Tensor Like(Tensor tensor, Tensor values)
        => tensor.Rank == 4 ? values.Contiguous(MemoryFormat.ChannelsLast) : values;
}
