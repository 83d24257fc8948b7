using System.Text.Json;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Tests.Models;
using Countenance.Torch;
using Countenance.Training;

namespace Countenance.Tests.Training;

public class TrainingDeviceTests
{
    private static readonly Device Absent = new(DeviceType.Cuda, TorchRuntime.DeviceCount(DeviceType.Cuda));

    [Theory]
    [InlineData("cpu")]
    [InlineData("cuda:0")]
    [InlineData("cuda:3")]
    public void The_device_is_a_word_in_the_configuration(string name)
    {
        TrainingOptions options = SmallRun.Options with { Device = Device.Parse(name) };

        Assert.Contains($"\"device\": \"{name}\"", options.ToJson(), StringComparison.Ordinal);
        Assert.Equal(options, TrainingOptions.FromJson(options.ToJson()));
        Assert.Equal(Device.Cpu, TrainingOptions.FromJson("{}").Device); // as runs have it that are older than the choice
    }

    [Theory]
    [InlineData("\"tpu\"")]
    [InlineData("3")]
    [InlineData("null")]
    public void Another_word_is_refused(string device)
        => Assert.Throws<JsonException>(() => TrainingOptions.FromJson($"{{\"device\": {device}}}"));

    [Fact]
    public void A_run_on_a_device_that_is_not_there_says_so_and_can_be_taken_up_on_another()
    {
        using var folder = new TemporaryFolder();
        using ImageDataset dataset = SmallModel.Faces(64);
        TrainingOptions options = SmallRun.Options with { Epochs = 1, Device = Absent };
        RunFolder run = RunFolder.Create(folder["run"], options);

        var error = Assert.Throws<TorchException>(() => SmallRun.Execute(options, run, dataset));

        Assert.StartsWith($"{Absent} is not available", error.Message, StringComparison.Ordinal);
        Assert.True(SmallRun.Execute(options with { Device = Device.Cpu }, run, dataset));
    }

    [Fact]
    public void A_model_says_where_it_computes()
    {
        using var folder = new TemporaryFolder();
        using EmbeddingModel model = SmallModel.Create();
        string path = folder["model.safetensors"];
        ModelFile.Save(path, model);

        Assert.Equal(Device.Cpu, model.Device);
        Assert.Same(model, model.To(Device.Cpu));
        Assert.Throws<TorchException>(() => model.To(Absent));
        Assert.Throws<TorchException>(() => ModelFile.Load(path, Absent));
    }
}
