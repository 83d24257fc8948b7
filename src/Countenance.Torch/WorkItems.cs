using System.Runtime.ExceptionServices;

namespace Countenance.Torch;

/// <summary>
/// Shares numbered work among some threads: the caller's and the pool's, which join if they come in time. Unlike
/// <see cref="Parallel"/> it allocates nothing, and what the work throws arrives as it is.
/// </summary>
internal sealed class WorkItems : IThreadPoolWorkItem
{
    [ThreadStatic]
    private static WorkItems? own;

    private Action<int, int> work = static (_, _) => { };
    private Exception? failure;
    private int count;
    private int next;      // item that was taken last
    private int places;    // threads that may still join; a place is also the thread's number
    private int finished;  // threads that joined and are done
    private bool isRunning;

    /// <summary>Runs items 0 to <paramref name="count"/> − 1, in any order; the second argument is which of the threads runs it.</summary>
    public static void Run(int count, int threads, Action<int, int> work)
    {
        WorkItems items = own ??= new WorkItems();
        threads = Math.Min(threads, count);
        if (threads <= 1 || items.isRunning)
        {
            for (int item = 0; item < count; item++)
            {
                work(item, 0);
            }

            return;
        }

        items.isRunning = true;
        try
        {
            items.Share(count, threads - 1, work);
        }
        finally
        {
            items.isRunning = false;
        }
    }

    /// <summary>Joins, as a thread of the pool, if there is a place; an invitation that comes late may be to the next work.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        int place = Volatile.Read(ref places);
        while (place > 0)
        {
            int found = Interlocked.CompareExchange(ref places, place - 1, place);
            if (found == place)
            {
                TakeItems(place);
                Interlocked.Increment(ref finished);
                return;
            }

            place = found;
        }
    }

    private void Share(int all, int helpers, Action<int, int> shared)
    {
        (work, failure, count, next, finished) = (shared, null, all, -1, 0);
        Volatile.Write(ref places, helpers);
        for (int i = 0; i < helpers; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        TakeItems(0);
        int joined = helpers - Interlocked.Exchange(ref places, 0);
        var wait = new SpinWait();
        while (Volatile.Read(ref finished) < joined)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        work = static (_, _) => { };
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private void TakeItems(int thread)
    {
        try
        {
            for (int item = Interlocked.Increment(ref next); item < count; item = Interlocked.Increment(ref next))
            {
                work(item, thread);
            }
        }
#pragma warning disable CA1031 // thrown again by the thread that waits
        catch (Exception e)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref failure, e, null);
            Volatile.Write(ref next, count); // nobody begins another
        }
    }
}
