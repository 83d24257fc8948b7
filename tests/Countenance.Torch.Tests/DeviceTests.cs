namespace Countenance.Torch.Tests;

public class DeviceTests
{
    [Theory]
    [InlineData("cpu", DeviceType.Cpu, -1, "cpu")]
    [InlineData("cuda", DeviceType.Cuda, 0, "cuda:0")]
    [InlineData("cuda:0", DeviceType.Cuda, 0, "cuda:0")]
    [InlineData("cuda:7", DeviceType.Cuda, 7, "cuda:7")]
    public void A_device_is_read_and_written(string text, DeviceType type, int index, string written)
    {
        var device = Device.Parse(text);

        Assert.Equal(new Device(type, index), device);
        Assert.Equal(written, device.ToString());
        Assert.Equal(device, Device.Parse(written));
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("CPU")]
    [InlineData("cpu:0")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:+1")]
    [InlineData("cuda: 1")]
    [InlineData("cuda:1x")]
    [InlineData("cuda:99999999999")]
    public void Anything_else_is_refused_and_shown(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => Device.Parse(text));

        Assert.Contains($"cuda:N. Got {text}.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, "was built without CUDA")]
    [InlineData(0, "no NVIDIA GPU, or no driver")]
    [InlineData(1, "there is one GPU, cuda:0.")]
    [InlineData(3, "there are 3 GPUs, cuda:0 to cuda:2.")]
    public void A_device_that_cannot_be_used_is_named_with_the_reason(int found, string reason)
    {
        string? message = TorchRuntime.WhyUnavailable(Device.Parse("cuda:3"), found);

        Assert.StartsWith("cuda:3 is not available: ", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_was_found_can_be_used()
    {
        Assert.Null(TorchRuntime.WhyUnavailable(Device.Parse("cuda:3"), 4));
        Assert.Null(TorchRuntime.WhyUnavailable(Device.Cpu, 1));
        TorchRuntime.Require(Device.Cpu);
        TorchRuntime.Synchronize(Device.Cpu);
    }

    [Fact]
    public void More_GPUs_than_there_are_cannot_be_required()
    {
        var beyond = new Device(DeviceType.Cuda, TorchRuntime.DeviceCount(DeviceType.Cuda));

        var error = Assert.Throws<TorchException>(() => TorchRuntime.Require(beyond));

        Assert.Contains($"{beyond} is not available", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_made_or_moved_or_computed_elsewhere_is_there()
    {
        using var scope = new TensorScope();
        var nowhere = new Device((DeviceType)14); // libtorch's device without memory: shapes and types only

        Tensor made = Tensor.Zeros([2, 3], device: nowhere);
        Tensor moved = Tensor.Arange(0, 3, ScalarType.Float32).To(nowhere);
        Tensor sum = (made + moved).Sum(1);

        Assert.Equal([(DeviceType)14, (DeviceType)14, (DeviceType)14], new[] { made, moved, sum }.Select(tensor => tensor.Device.Type));
        Assert.Equal([2], sum.Shape);
        Assert.Throws<TorchException>(() => sum.Max().Item());
        Assert.Throws<InvalidOperationException>(() => sum.Span<float>());
        Assert.Throws<TorchException>(() => made + Tensor.Ones([3]));
    }

    [Fact]
    public void Settings_of_CUDA_change_nothing_on_the_processor()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);
        Tensor left = Tensor.Randn([7, 9], generator);
        float[] before = left.Matmul(left.Transpose(0, 1)).ToArray<float>();
        try
        {
            TorchRuntime.ConfigureCuda(new CudaSettings { TensorFloat32Products = true, Benchmark = true, Deterministic = true });
            Assert.Equal(before, left.Matmul(left.Transpose(0, 1)).ToArray<float>());
        }
        finally
        {
            TorchRuntime.ConfigureCuda(new CudaSettings());
        }
    }

    [Fact]
    public void Null_is_refused() => Assert.Throws<ArgumentNullException>(() => Device.Parse(null!));
}
