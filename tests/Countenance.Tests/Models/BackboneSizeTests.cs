using Countenance.Models;
using Countenance.Torch;
using Countenance.Torch.Nn;

namespace Countenance.Tests.Models;

/// <summary>Which image sizes fit which backbone, and what is said when one does not.</summary>
public class BackboneSizeTests
{
    [Theory]
    [MemberData(nameof(Backbones.Names), MemberType = typeof(Backbones))]
    public void The_smallest_size_is_the_smallest_the_layers_take(string name)
    {
        ModelArchitecture architecture = ModelArchitectures.Find(name);

        Assert.Equal([2, 4], Run(architecture.SmallestSize, architecture.Build));
        Assert.True(architecture.InputSize >= architecture.SmallestSize);
        if (architecture.SmallestSize > 1)
        {
            Exception? error = Record.Exception(() => Run(architecture.SmallestSize - 1, architecture.Create));
            Assert.True(error is TorchException or ArgumentException, $"{error}");
        }
    }

    [Theory]
    [InlineData("fmpnet", 11, "fmpnet needs an image size of 12 or more; it was made for 48. Got 11.")]
    [InlineData("cvgg13", 8, "cvgg13 needs an image size of 16 or more; it was made for 64. Got 8.")]
    [InlineData("alexnet", 48, "alexnet needs an image size of 63 or more; it was made for 227. Got 48.")]
    [InlineData("resnet18", 0, "resnet18 needs an image size of 1 or more; it was made for 64. Got 0.")]
    [InlineData("preactresnet18", -1, "preactresnet18 needs an image size of 1 or more; it was made for 64. Got -1.")]
    public void A_size_that_does_not_fit_is_refused_with_those_that_do(string name, int size, string message)
    {
        ModelArchitecture architecture = ModelArchitectures.Find(name);
        using var generator = new RandomGenerator(1);

        var error = Assert.Throws<ArgumentException>(() => architecture.Build(new(1, size, 4, ModelHead.Embedding), generator));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal("imageSize", error.ParamName);
        architecture.RequireFit(architecture.SmallestSize);
    }

    private static long[] Run(int size, Func<NetworkShape, RandomGenerator, Module> create)
    {
        using var scope = new TensorScope();
        using var mode = Autograd.NoGrad();
        using var generator = new RandomGenerator(1);
        using Module network = create(new(1, size, 4, ModelHead.Embedding), generator);
        return network.Forward(Tensor.Randn([2, 1, size, size], generator)).Shape;
    }
}
