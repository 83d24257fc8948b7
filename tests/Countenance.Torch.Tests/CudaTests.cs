using Countenance.Torch.Nn;
using Countenance.Torch.Optimizers;

namespace Countenance.Torch.Tests;

/// <summary>What only a GPU can show; skipped where there is none.</summary>
public class CudaTests
{
    public CudaTests() => Assert.SkipUnless(TorchRuntime.DeviceCount(DeviceType.Cuda) > 0, "there is no GPU that libtorch can use");

    [Fact]
    public void Tensors_travel_there_and_back()
    {
        using var scope = new TensorScope();
        Tensor here = Tensor.Arange(0, 100_000, ScalarType.Float32);

        Tensor there = here.PinMemory().To(Device.Cuda);

        Assert.Equal(Device.Cuda, there.Device);
        Assert.Equal(here.ToArray<float>(), there.ToArray<float>());
        Assert.Equal(Device.Cuda, (there * 2).Sum().Device);
        TorchRuntime.Synchronize(Device.Cuda);
    }

    [Fact]
    public void A_companion_starts_again_with_its_generator_and_its_state_can_be_kept()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(3);
        RandomGenerator companion = generator.On(Device.Cuda);
        float[] first = Draw(companion);
        Tensor state = companion.GetState();
        float[] second = Draw(companion);
        Assert.NotEqual(first, second);

        companion.SetState(state);
        Assert.Equal(second, Draw(companion));
        generator.Seed(3);
        Assert.Equal(first, Draw(companion));
        Assert.Same(companion, generator.On(Device.Cuda));

        static float[] Draw(RandomGenerator source) => Tensor.Rand([5], source, device: Device.Cuda).ToArray<float>();
    }

    [Fact]
    public void A_step_of_training_there_is_the_step_here_up_to_rounding()
    {
        float[] here = Trained(Device.Cpu, null);
        double scale = here.Max(Math.Abs);

        Assert.All(here.Zip(Trained(Device.Cuda, null)), pair => Assert.Equal(pair.First / scale, pair.Second / scale, 1e-3));
        Assert.All(Trained(Device.Cuda, ScalarType.BFloat16), value => Assert.True(float.IsFinite(value)));
    }

    private static float[] Trained(Device device, ScalarType? lower)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(7);
        using var network = new Sequential(
            new Conv2d(1, 4, new Conv2dOptions(3, Padding: 1), generator), new BatchNorm2d(4), new Relu(), new GlobalAveragePool2d(),
            new Linear(4, 2, generator));
        network.To(device);
        Tensor[] parameters = [.. network.NamedParameters().Select(entry => entry.Tensor)];
        using var optimizer = new Adam(parameters, 0.01, new AdamOptions { WeightDecay = 0.1, Decoupled = true });
        Tensor images = Tensor.Rand([8, 1, 6, 6], generator).To(device);
        for (int i = 0; i < 3; i++)
        {
            Tensor outputs = Outputs(network, images, device, lower).To(ScalarType.Float32);
            optimizer.Step(Autograd.Gradients((outputs - 1).Square().Mean(), parameters));
        }

        return Outputs(network, images, device, null).ToArray<float>();
    }

    private static Tensor Outputs(Module network, Tensor images, Device device, ScalarType? lower)
    {
        if (lower is not { } type)
        {
            return network.Forward(images);
        }

        using var autocast = Autograd.Autocast(device.Type, type);
        return network.Forward(images);
    }
}
