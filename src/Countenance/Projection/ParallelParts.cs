namespace Countenance.Projection;

/// <summary>
/// Runs work that is cut into parts by the data alone, never by the number of threads; who takes a part first does not matter, since parts
/// write to different places and sums over parts are taken in their order.
/// </summary>
internal sealed class ParallelParts(int threads)
{
    private readonly ParallelOptions parallel = new() { MaxDegreeOfParallelism = threads };
    private readonly bool alone = threads == 1 || (threads == -1 && Environment.ProcessorCount == 1);

    /// <summary>Runs <paramref name="body"/>(part) for every part.</summary>
    public void Run(int parts, Action<int> body)
    {
        if (!alone && parts > 1)
        {
            Parallel.For(0, parts, parallel, body);
            return;
        }

        for (var part = 0; part < parts; part++)
        {
            body(part);
        }
    }

    /// <summary>
    /// Cuts 0 … <paramref name="count"/> − 1 into runs of <paramref name="length"/> and runs <paramref name="body"/>(first, end) for each.
    /// </summary>
    public void RunRanges(int count, int length, Action<int, int> body) =>
        Run((count + length - 1) / length, part => body(part * length, Math.Min(count, (part + 1) * length)));
}
