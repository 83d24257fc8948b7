using Countenance.Album.Indexing;

namespace Countenance.Album.Tests.Indexing;

public class WorkerNameTests
{
    [Fact]
    public void A_worker_of_this_process_lives_and_one_of_its_number_that_was_started_at_another_time_does_not()
    {
        string name = WorkerName.Create();
        string[] parts = name.Split('/');

        Assert.False(WorkerName.IsDead(name));
        Assert.True(WorkerName.IsDead($"{parts[0]}/{parts[1]}/{parts[2]}0/{parts[3]}"));
        Assert.False(WorkerName.IsDead($"elsewhere/{parts[1]}/{parts[2]}0/{parts[3]}"));
        Assert.NotEqual(name, WorkerName.Create());
    }

    /// <summary>Ticks since the machine was started, which nobody sets: the wall clock may be.</summary>
    [Fact]
    public void The_start_of_a_process_does_not_depend_on_the_clock()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has /proc");
        string status = File.ReadAllText("/proc/self/stat");
        Assert.Equal(status[(status.LastIndexOf(')') + 2)..].Split(' ')[19], WorkerName.Create().Split('/')[2]);

        string others = string.Join(' ', Enumerable.Range(4, 49));
        Assert.Equal("22", WorkerName.StartOf($"77 (a) b (c)) S {others}"));
    }
}
