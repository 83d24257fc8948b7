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

    [Fact]
    public void Null_is_refused() => Assert.Throws<ArgumentNullException>(() => Device.Parse(null!));
}
