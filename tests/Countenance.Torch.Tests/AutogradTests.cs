namespace Countenance.Torch.Tests;

public class AutogradTests
{
    [Fact]
    public void The_gradient_of_a_square_is_twice_the_value()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.From([1.0, -2.0, 3.0], 3).RequireGrad();

        Tensor?[] gradients = Autograd.Gradients(x.Square().Sum(), [x]);

        Assert.Equal([2.0, -4.0, 6.0], gradients[0]!.ToArray<double>());
    }

    [Fact]
    public void An_input_that_takes_no_part_has_no_gradient()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Ones([2]).RequireGrad();
        Tensor y = Tensor.Ones([2]).RequireGrad();

        Tensor?[] gradients = Autograd.Gradients(x.Sum(), [x, y]);

        Assert.NotNull(gradients[0]);
        Assert.Null(gradients[1]);
    }

    [Fact]
    public void No_grad_and_inference_mode_record_nothing_and_end()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Ones([2]).RequireGrad();

        using (Autograd.NoGrad())
        {
            Assert.False((x * 2).RequiresGrad);
        }

        using (Autograd.InferenceMode())
        {
            Assert.False((x * 2).RequiresGrad);
        }

        Assert.True((x * 2).RequiresGrad);
    }

    [Fact]
    public void Autocast_computes_products_in_bfloat16_until_it_ends()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Ones([2, 2]);

        using (Autograd.Autocast(DeviceType.Cpu))
        {
            Assert.Equal(ScalarType.BFloat16, x.Matmul(x).ScalarType);
        }

        Assert.Equal(ScalarType.Float32, x.Matmul(x).ScalarType);
    }

    [Fact]
    public void A_generator_repeats_from_its_seed_and_from_a_saved_state()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(17);
        float[] first = Tensor.Randn([5], generator).ToArray<float>();
        Tensor state = generator.GetState();
        float[] second = Tensor.Randn([5], generator).ToArray<float>();

        generator.SetState(state);
        Assert.Equal(second, Tensor.Randn([5], generator).ToArray<float>());
        generator.Seed(17);
        Assert.Equal(first, Tensor.Randn([5], generator).ToArray<float>());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Threads_can_be_set()
    {
        int before = TorchRuntime.ThreadCount;
        TorchRuntime.ThreadCount = 1;
        Assert.Equal(1, TorchRuntime.ThreadCount);
        TorchRuntime.ThreadCount = before;
        Assert.StartsWith("1.", TorchRuntime.Version, StringComparison.Ordinal);
    }
}
