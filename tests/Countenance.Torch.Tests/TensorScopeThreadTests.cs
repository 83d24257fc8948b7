namespace Countenance.Torch.Tests;

public class TensorScopeThreadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Two_threads_with_scopes_of_their_own_do_not_disturb_each_other()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var barrier = new Barrier(2);

        Task<double>[] tasks = [.. Enumerable.Range(0, 2).Select(worker => Task.Factory.StartNew(
            () => Work(worker, barrier, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default))];

        double[] totals = await Task.WhenAll(tasks);
        Assert.Equal([4 * 4950.0, 4 * (100_000.0 + 4950)], totals);
    }

    [Fact]
    public void A_scope_is_closed_by_its_own_thread_only()
    {
        using var scope = new TensorScope();
        Tensor tensor = Tensor.Ones([1]);
        Exception? error = null;

        OnAnotherThread(() => error = Record.Exception(scope.Dispose));

        Assert.IsType<InvalidOperationException>(error);
        Assert.Equal(1, tensor.Item());
    }

    [Fact]
    public void A_tensor_made_on_a_thread_without_a_scope_is_the_callers()
    {
        Tensor? tensor = null;
        using (new TensorScope())
        {
            OnAnotherThread(() => tensor = Tensor.Ones([1]));
        }

        Assert.Equal(1, tensor!.Item());
        tensor.Dispose();
    }

    [Fact]
    public void A_mode_holds_for_its_own_thread_only()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Ones([1]).RequireGrad();
        using var mode = Autograd.NoGrad();
        bool recorded = false;

        OnAnotherThread(() =>
        {
            using var inner = new TensorScope();
            recorded = (x * 2).RequiresGrad;
        });

        Assert.True(recorded);
        Assert.False((x * 2).RequiresGrad);
    }

    // Adds up the numbers from 1000 · worker on, four times each, scopes opening and closing in step with the other thread's.
    private static double Work(int worker, Barrier barrier, CancellationToken cancellation)
    {
        using var outer = new TensorScope();
        Tensor total = Tensor.Zeros([], ScalarType.Float64);
        for (int i = 0; i < 100; i++)
        {
            Tensor kept;
            using (var inner = new TensorScope())
            {
                Tensor value = Tensor.Full([2, 2], (1000 * worker) + i, ScalarType.Float64);
                Assert.True(barrier.SignalAndWait(Patience, cancellation));
                kept = inner.Keep(value.Sum());
            }

            Assert.True(barrier.SignalAndWait(Patience, cancellation));
            total.AddInPlace(kept);
        }

        return total.Item();
    }

    private static void OnAnotherThread(Action action)
    {
        var thread = new Thread(() => action());
        thread.Start();
        Assert.True(thread.Join(Patience));
    }
}
