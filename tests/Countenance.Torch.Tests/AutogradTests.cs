using System.Runtime.InteropServices;
using Countenance.Torch.Interop;

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
    public unsafe void A_computation_of_our_own_has_the_gradient_it_says()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.From([1.0, -2.0, 3.0], 3).RequireGrad();
        Tensor y = Tensor.From([2.0, 5.0, 7.0], 3); // wants none
        Tensor product = Unrecorded(() => x * y);

        Autograd.Record(product, [x, y], &ProductBack);

        Assert.True(product.RequiresGrad);
        Tensor?[] gradients = Autograd.Gradients((product * 10).Sum(), [x]);
        Assert.Equal([20.0, 50.0, 70.0], gradients[0]!.ToArray<double>());

        using var mode = Autograd.NoGrad();
        Tensor unrecorded = x * y;
        Autograd.Record(unrecorded, [x, y], &ProductBack);
        Assert.False(unrecorded.RequiresGrad);
    }

    [Fact]
    public unsafe void A_gradient_of_our_own_fails_in_words()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.From([1.0, -2.0], 2).RequireGrad();
        Tensor output = Unrecorded(() => x * 2);
        Autograd.Record(output, [x], &FailBack);

        TorchException failure = Assert.Throws<TorchException>(() => Autograd.Gradients(output.Sum(), [x]));

        Assert.Contains("no way back", failure.Message);
        Assert.IsType<InvalidOperationException>(failure.InnerException);
        Assert.Equal([2.0, 2.0], Autograd.Gradients((x * 2).Sum(), [x])[0]!.ToArray<double>()); // nothing of it stays behind
    }

    [Fact]
    public unsafe void A_gradient_of_our_own_that_fails_half_way_leaves_nothing_behind()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.From([1.0, -2.0], 2).RequireGrad();
        Tensor y = Tensor.From([3.0, 4.0], 2).RequireGrad();
        Tensor output = Unrecorded(() => x * y);
        Autograd.Record(output, [x, y], &FailHalfWayBack);
        Tensor sum = output.Sum();
        long before = Tensor.LiveCount;

        TorchException failure = Assert.Throws<TorchException>(() => Autograd.Gradients(sum, [x, y]));

        Assert.Contains("half way", failure.Message);
        Assert.Equal(before, Tensor.LiveCount);
    }

    [Fact]
    public unsafe void What_a_gradient_of_our_own_needs_must_not_be_written_over()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.From([1.0, -2.0], 2).RequireGrad();
        Tensor between = x * 1;
        Tensor output = Unrecorded(() => between * between);
        Autograd.Record(output, [between, between], &ProductBack);
        between.AddInPlace(Tensor.From([1.0, 1.0], 2));

        Assert.Contains("inplace", Assert.Throws<TorchException>(() => Autograd.Gradients(output.Sum(), [x])).Message);
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
        Assert.Equal(before, TorchRuntime.ThreadCount);
        Assert.Matches(@"^(1\.13|2\.\d+)\.\d+", TorchRuntime.Version); // those the bridge is built against
    }

    [Fact]
    public void Threads_hold_for_a_thread_that_has_computed_before()
    {
        int before = TorchRuntime.ThreadCount;
        int seen = 0;
        using var computed = new ManualResetEventSlim();
        using var changed = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            using var scope = new TensorScope();
            _ = Tensor.From([1f], 1) + 1;
            computed.Set();
            changed.Wait();
            _ = Tensor.From([1f], 1) + 1;
            _ = NativeMethods.ct_set_threads(0, out seen); // libtorch's own number on this thread
        });
        thread.Start();
        try
        {
            computed.Wait(TestContext.Current.CancellationToken);
            TorchRuntime.ThreadCount = before + 1;
        }
        finally
        {
            changed.Set();
            thread.Join();
            TorchRuntime.ThreadCount = before;
        }

        Assert.Equal(before + 1, seen);
    }

    private static Tensor Unrecorded(Func<Tensor> compute)
    {
        using var mode = Autograd.NoGrad();
        return compute();
    }

    [UnmanagedCallersOnly]
    private static unsafe int ProductBack(nint* inputs, int count, nint outputGradient, int* wanted, nint* gradients)
        => Autograd.GoBack(inputs, count, outputGradient, wanted, gradients, static (sources, gradient, found) =>
        {
            for (int i = 0; i < 2; i++)
            {
                if (found.IsWanted(i))
                {
                    found[i] = gradient * sources[1 - i];
                }
            }
        });

    [UnmanagedCallersOnly]
    private static unsafe int FailHalfWayBack(nint* inputs, int count, nint outputGradient, int* wanted, nint* gradients)
        => Autograd.GoBack(inputs, count, outputGradient, wanted, gradients, static (sources, gradient, found) =>
        {
            found[0] = gradient * sources[1];
            throw new InvalidOperationException("half way back");
        });

    [UnmanagedCallersOnly]
    private static unsafe int FailBack(nint* inputs, int count, nint outputGradient, int* wanted, nint* gradients)
        => Autograd.GoBack(
            inputs, count, outputGradient, wanted, gradients, static (_, _, _) => throw new InvalidOperationException("no way back"));
}
