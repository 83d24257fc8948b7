using Countenance.Torch.Nn;

namespace Countenance.Torch.Tests.Nn;

public sealed class Conv2dTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void Over_a_single_pixel_only_the_center_of_the_kernel_has_a_value_and_a_gradient(int stride, bool half)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(3);
        using var layer = new Conv2d(64, 32, new Conv2dOptions(3, stride, 1, Bias: false), generator);
        Tensor pixel = Tensor.Randn([8, 64, 1, 1], generator);
        Tensor upstream = Tensor.Randn([8, 32, 1, 1], generator);

        Tensor output = half ? Half(() => layer.Forward(pixel)) : layer.Forward(pixel);
        float[] gradient = Autograd.Gradients((output * upstream).Sum(), [layer.Weight])[0]!.ToArray<float>(); // [32, 64, 3, 3]

        float[] weight = layer.Weight.ToArray<float>();
        float[] x = pixel.ToArray<float>();
        float[] g = upstream.ToArray<float>();
        double tolerance = half ? 0.15 : 1e-4;
        for (int o = 0; o < 32; o++)
        {
            for (int i = 0; i < 64; i++)
            {
                for (int tap = 0; tap < 9; tap++)
                {
                    double expected = tap == 4 ? Enumerable.Range(0, 8).Sum(n => (double)g[(n * 32) + o] * x[(n * 64) + i]) : 0;
                    Assert.Equal(expected, gradient[(((o * 64) + i) * 9) + tap], tap == 4 ? tolerance : 0);
                }
            }
        }

        double first = Enumerable.Range(0, 64).Sum(i => (double)weight[(i * 9) + 4] * x[i]);
        Assert.Equal(first, output.ToArray<float>()[0], half ? 0.05 : 1e-5);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(3, false)]
    public void The_output_lies_channels_last_whatever_the_number_of_channels(int channels, bool half)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(3);
        using var layer = new Conv2d(channels, 16, new Conv2dOptions(7, 2, 3, Bias: false), generator);
        Tensor images = Tensor.Randn([4, channels, 12, 12], generator);

        Tensor output = half ? Half(() => layer.Forward(images)) : layer.Forward(images); // [4, 16, 6, 6]

        Assert.Equal([16 * 36, 1, 16 * 6, 16], output.Strides);
    }

    private static Tensor Half(Func<Tensor> forward)
    {
        using var mode = Autograd.Autocast(DeviceType.Cpu);
        return forward().To(ScalarType.Float32);
    }
}
