namespace Countenance.Sampling;

/// <summary>
/// Draws the images of a training batch. A batch is a pure function of the seed, the labels and the batch's number: there is no state to
/// save, so a run that was killed goes on exactly as it would have. Any number of threads may ask.
/// </summary>
public interface IBatchSampler
{
    /// <summary>Images of one batch; every batch is full.</summary>
    int BatchSize { get; }

    /// <summary>Batches of one epoch: as many images as can be drawn from, rounded up to whole batches.</summary>
    int StepsPerEpoch { get; }

    /// <summary>Writes the image indices of batch number <paramref name="step"/>, counted from 0 over all epochs.</summary>
    /// <param name="step">The batch's number.</param>
    /// <param name="destination">Receives the indices, [BatchSize].</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is negative.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is not <see cref="BatchSize"/> long.</exception>
    void Batch(long step, Span<int> destination);

    /// <summary>The image indices of batch number <paramref name="step"/>, [BatchSize], in a new array.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is negative.</exception>
    int[] Batch(long step);
}
