using System.Runtime.ExceptionServices;

namespace Countenance.Torch;

/// <summary>Numbered work that threads can share.</summary>
internal interface IWork
{
    /// <summary>Does one item.</summary>
    /// <param name="item">Number of the item.</param>
    /// <param name="thread">Which of the threads does it: no two at a time have the same number.</param>
    void Do(int item, int thread);
}

/// <summary>
/// Shares numbered work among some threads: the caller's and the pool's, which join if they come in time. Unlike
/// <see cref="Parallel"/> it allocates nothing, and what the work throws arrives as it is.
/// </summary>
internal static class WorkItems
{
    [ThreadStatic]
    private static bool isSharing; // this thread's work; work within it the thread does alone

    /// <summary>Does items 0 to <paramref name="count"/> − 1, in any order.</summary>
    public static void Run<TWork>(int count, int threads, in TWork work)
        where TWork : struct, IWork
    {
        threads = Math.Min(threads, count);
        if (threads <= 1 || isSharing)
        {
            for (int item = 0; item < count; item++)
            {
                work.Do(item, 0);
            }

            return;
        }

        isSharing = true;
        try
        {
            WorkItems<TWork>.OfThisThread.Share(count, threads - 1, work);
        }
        finally
        {
            isSharing = false;
        }
    }
}

/// <summary>What the threads that share one kind of work need to know; one object for each thread that calls for help.</summary>
internal sealed class WorkItems<TWork> : IThreadPoolWorkItem
    where TWork : struct, IWork
{
    [ThreadStatic]
    private static WorkItems<TWork>? own;

    private TWork work;
    private Exception? failure;
    private int count;
    private int next;      // item that was taken last
    private int places;    // threads that may still join; a place is also the thread's number
    private int finished;  // threads that joined and are done

    public static WorkItems<TWork> OfThisThread => own ??= new WorkItems<TWork>();

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

    /// <summary>Does the work, with the help of so many threads.</summary>
    public void Share(int all, int helpers, in TWork shared)
    {
        (work, failure, count, next, finished) = (shared, null, all, -1, 0);
        Volatile.Write(ref places, helpers);
        try
        {
            for (int i = 0; i < helpers; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }

            TakeItems(0);
        }
        finally
        {
            // Whatever happened: nobody may be at work when the caller goes on, and perhaps frees what it is about.
            int joined = helpers - Interlocked.Exchange(ref places, 0);
            var wait = new SpinWait();
            while (Volatile.Read(ref finished) < joined)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }

            work = default;
        }

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
                work.Do(item, thread);
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
