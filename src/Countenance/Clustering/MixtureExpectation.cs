using System.Collections.Concurrent;

namespace Countenance.Clustering;

/// <summary>
/// The E-step over a whole matrix: blocks of samples in parallel. Blocks are independent of one another, so the result does not depend on
/// the number of threads.
/// </summary>
internal sealed class MixtureExpectation(MixtureParameters parameters, ParallelOptions parallel)
{
    private readonly ConcurrentBag<ExpectationBlock> idle = [];

    /// <summary>Computes every block and shows it to <paramref name="visit"/>, from several threads at a time.</summary>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public void Run(EmbeddingMatrix samples, Action<ExpectationBlock> visit)
    {
        var blocks = (samples.Count + ExpectationBlock.Size - 1) / ExpectationBlock.Size;
        Parallel.For(
            0,
            blocks,
            parallel,
            () => idle.TryTake(out var block) ? block : new ExpectationBlock(parameters),
            (index, _, block) =>
            {
                var first = index * ExpectationBlock.Size;
                block.Run(samples, first, Math.Min(ExpectationBlock.Size, samples.Count - first));
                visit(block);
                return block;
            },
            idle.Add);
    }
}
