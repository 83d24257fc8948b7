using System.Globalization;

namespace Countenance.Tests.Datasets.Layouts;

/// <summary>
/// Watches the private memory of this process: resident anonymous pages, so all heaps, managed and native, but not mapped files, which the
/// system drops when it needs the room.
/// </summary>
internal sealed class MemoryMeter : IDisposable
{
    private readonly Thread thread;
    private readonly long start;
    private long highest;
    private volatile bool isOver;

    public MemoryMeter()
    {
        highest = start = Anonymous();
        thread = new Thread(Watch) { IsBackground = true };
        thread.Start();
    }

    /// <summary>The most bytes so far, beyond those at the start, which other tests may have left.</summary>
    public long Peak => Math.Max(Interlocked.Read(ref highest), Anonymous()) - start;

    public void Dispose()
    {
        isOver = true;
        thread.Join();
    }

    private static long Anonymous()
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries); // RssAnon: 12345 kB
        return long.Parse(words[1], CultureInfo.InvariantCulture) << 10;
    }

    private void Watch()
    {
        while (!isOver)
        {
            long now = Anonymous();
            if (now > highest)
            {
                Interlocked.Exchange(ref highest, now);
            }

            Thread.Sleep(2);
        }
    }
}
