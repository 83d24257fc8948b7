namespace Countenance.Torch.Tests;

public sealed class WorkItemsTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    [InlineData(2, 5)]
    [InlineData(1000, 1)]
    [InlineData(1000, 4)]
    public void Every_item_is_run_once_by_one_of_the_threads(int count, int threads)
    {
        for (int round = 0; round < 50; round++)
        {
            int[] runs = new int[count];
            int largest = 0;
            int[] busy = new int[threads];

            Run(count, threads, (item, thread) =>
            {
                Assert.Equal(1, Interlocked.Increment(ref busy[thread])); // nobody else has this number
                Interlocked.Increment(ref runs[item]);
                InterlockedMax(ref largest, thread);
                Interlocked.Decrement(ref busy[thread]);
            });

            Assert.All(runs, run => Assert.Equal(1, run));
            Assert.InRange(largest, 0, threads - 1);
        }
    }

    [Fact]
    public void Two_threads_share_the_work()
    {
        using var met = new CountdownEvent(2);

        Run(2, 2, (_, _) =>
        {
            met.Signal();
            Assert.True(met.Wait(TimeSpan.FromSeconds(30))); // one thread alone would wait for ever
        });
    }

    [Fact]
    public void What_the_work_throws_arrives_and_the_next_work_is_done()
    {
        for (int round = 0; round < 50; round++)
        {
            Assert.Throws<InvalidDataException>(() => Run(100, 3, (item, _) =>
            {
                if (item == 60)
                {
                    throw new InvalidDataException();
                }
            }));
            int done = 0;
            Run(100, 3, (_, _) => Interlocked.Increment(ref done));
            Assert.Equal(100, done);
        }
    }

    [Fact]
    public void Work_within_work_is_done_and_several_callers_do_not_meet()
    {
        int done = 0;

        Parallel.For(0, 8, _ => Run(20, 3, (_, _) => Run(10, 3, (_, _) => Interlocked.Increment(ref done))));

        Assert.Equal(8 * 20 * 10, done);
    }

    private static void Run(int count, int threads, Action<int, int> work) => WorkItems.Run(count, threads, new Work(work));

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen)
        {
            int found = Interlocked.CompareExchange(ref target, value, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }

    private readonly record struct Work(Action<int, int> Body) : IWork
    {
        public void Do(int item, int thread) => Body(item, thread);
    }
}
