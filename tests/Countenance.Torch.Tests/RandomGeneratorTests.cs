using Countenance.Torch.Nn;

namespace Countenance.Torch.Tests;

public class RandomGeneratorTests
{
    [Fact]
    public void A_state_brings_the_same_numbers_back_into_another_generator()
    {
        using var scope = new TensorScope();
        using var first = new RandomGenerator(11);
        using var second = new RandomGenerator(12);
        Tensor.Rand([3], first);
        Tensor state = first.GetState();
        float[] expected = Tensor.Randn([5], first).ToArray<float>();
        Assert.NotEqual(expected, Tensor.Randn([5], second).ToArray<float>());

        second.SetState(state);

        Assert.Equal(DeviceType.Cpu, state.Device.Type);
        Assert.Equal(expected, Tensor.Randn([5], second).ToArray<float>());
        Assert.Throws<TorchException>(() => second.SetState(Tensor.Zeros([4], ScalarType.UInt8)));
    }

    [Fact]
    public void On_its_own_kind_of_device_a_generator_is_its_own_source()
    {
        using var generator = new RandomGenerator(1);

        Assert.Equal(Device.Cpu, generator.Device);
        Assert.Same(generator, generator.On(Device.Cpu));
        Assert.Same(generator, generator.On(new Device(DeviceType.Cpu, 0)));
    }

    [Fact]
    public void A_device_that_is_not_there_has_no_source()
    {
        using var generator = new RandomGenerator(1);
        var beyond = new Device(DeviceType.Cuda, TorchRuntime.DeviceCount(DeviceType.Cuda));

        Assert.Throws<TorchException>(() => generator.On(beyond));
        generator.Seed(2); // and is not remembered
    }

    [Fact]
    public void Without_a_source_layers_are_built_and_nothing_is_drawn()
    {
        using var scope = new TensorScope();
        using var layer = new Linear(3, 2, RandomGenerator.None);
        using var seeded = new RandomGenerator(1);
        using var source = new Linear(3, 2, seeded);

        layer.LoadStateDict(source.StateDict().ToDictionary(entry => entry.Name, entry => entry.Tensor));

        Assert.Equal(source.NamedParameters().First().Tensor.ToArray<float>(), layer.NamedParameters().First().Tensor.ToArray<float>());
        Assert.Throws<InvalidOperationException>(() => Tensor.Rand([2], RandomGenerator.None));
        Assert.Throws<InvalidOperationException>(() => RandomGenerator.None.On(Device.Cuda));
    }
}
