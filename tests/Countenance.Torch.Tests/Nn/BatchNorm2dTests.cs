using Countenance.Torch.Nn;

namespace Countenance.Torch.Tests.Nn;

public class BatchNorm2dTests
{
    [Fact]
    public void It_starts_as_the_identity_in_evaluation()
    {
        using var scope = new TensorScope();
        using var layer = new BatchNorm2d(3, epsilon: 0);
        layer.Train(false);
        Tensor input = Pattern.Of([2, 3, 2, 2], 0).To(ScalarType.Float32);

        Assert.Equal(input.ToArray<float>(), layer.Forward(input).ToArray<float>());
    }

    [Fact]
    public void Training_gives_every_channel_mean_0_and_variance_1()
    {
        using var scope = new TensorScope();
        using var layer = new BatchNorm2d(2);
        layer.To(ScalarType.Float64);

        Tensor output = layer.Forward(Pattern.Of([8, 2, 5, 5], 0.5, 3, 7));

        Pattern.AssertClose([0, 0], output.Mean([0, 2, 3]));
        Pattern.AssertClose([1, 1], output.Square().Mean([0, 2, 3]), 1e-4);
    }

    [Fact]
    public void Batches_are_counted_and_statistics_move_in_training_only()
    {
        using var scope = new TensorScope();
        using var layer = new BatchNorm2d(2);
        Dictionary<string, Tensor> buffers = layer.NamedBuffers().ToDictionary(buffer => buffer.Name, buffer => buffer.Tensor);
        Tensor input = Tensor.Full([4, 2, 3, 3], 5);

        layer.Forward(input);
        layer.Forward(input);
        Assert.Equal(2, buffers["num_batches_tracked"].Item());
        Assert.Equal(ScalarType.Int64, buffers["num_batches_tracked"].ScalarType);
        float[] mean = buffers["running_mean"].ToArray<float>();
        Assert.Equal(5 * (1 - (0.9 * 0.9)), mean[0], 1e-5);

        layer.Train(false);
        layer.Forward(input);
        Assert.Equal(2, buffers["num_batches_tracked"].Item());
        Assert.Equal(mean, buffers["running_mean"].ToArray<float>());
    }

    [Fact]
    public void In_evaluation_an_image_does_not_depend_on_the_others()
    {
        using var scope = new TensorScope();
        using var layer = new BatchNorm2d(3);
        layer.Train(false);
        Tensor batch = Pattern.Of([4, 3, 2, 2], 0).To(ScalarType.Float32);

        Assert.Equal(layer.Forward(batch).Slice(0, 2, 3).ToArray<float>(), layer.Forward(batch.Slice(0, 2, 3)).ToArray<float>());
    }

    [Fact]
    public void No_channels_and_the_wrong_number_of_channels_are_refused()
    {
        using var scope = new TensorScope();
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm2d(0));
        using var layer = new BatchNorm2d(3);

        var error = Assert.Throws<TorchException>(() => layer.Forward(Tensor.Ones([2, 4, 2, 2])));

        Assert.Contains("aten::batch_norm", error.Message, StringComparison.Ordinal);
    }
}
