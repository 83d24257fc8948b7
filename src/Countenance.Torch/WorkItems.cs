namespace Countenance.Torch;

/// <summary>Shares numbered work among as many threads as operators use.</summary>
internal static class WorkItems
{
    /// <summary>Runs items 0 to <paramref name="count"/> − 1, in any order.</summary>
    public static void Run(int count, Action<int> work) => Run(count, TorchRuntime.ThreadCount, (item, _) => work(item));

    /// <summary>Runs items 0 to <paramref name="count"/> − 1, in any order; the second argument is which of the threads runs it.</summary>
    public static void Run(int count, int threads, Action<int, int> work)
    {
        threads = Math.Min(threads, count);
        if (threads <= 1)
        {
            for (int item = 0; item < count; item++)
            {
                work(item, 0);
            }

            return;
        }

        int next = -1;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            for (int item = Interlocked.Increment(ref next); item < count; item = Interlocked.Increment(ref next))
            {
                work(item, thread);
            }
        });
    }
}
