namespace Countenance.Sampling;

/// <summary>
/// An endless sequence over the members of a set, in passes: pass p lists every member once, in the order of a Fisher–Yates shuffle by
/// <see cref="SplitMix64"/> for (seed, number of the stream, p). Any place can be read without reading what comes before.
/// </summary>
/// <param name="members">The members; not copied.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="number">Tells the streams of one sampler apart.</param>
internal sealed class ShuffledStream(int[] members, long seed, int number)
{
    /// <summary>The pass read last. Passes are immutable, so threads may replace it under each other's eyes.</summary>
    private volatile Pass? latest;

    /// <summary>The number of members.</summary>
    public int Count => members.Length;

    /// <summary>Copies places <paramref name="position"/>, <paramref name="position"/> + 1, … of the sequence.</summary>
    public void Read(long position, Span<int> destination)
    {
        while (!destination.IsEmpty)
        {
            (long pass, long offset) = Math.DivRem(position, members.Length);
            ReadOnlySpan<int> rest = Order(pass).AsSpan((int)offset);
            rest = rest[..Math.Min(rest.Length, destination.Length)];
            rest.CopyTo(destination);
            destination = destination[rest.Length..];
            position += rest.Length;
        }
    }

    private int[] Order(long pass)
    {
        if (latest is { } known && known.Number == pass)
        {
            return known.Order;
        }

        int[] order = [.. members];
        SplitMix64 random = SplitMix64.For(seed, number, pass);
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        latest = new Pass(pass, order);
        return order;
    }

    private sealed record Pass(long Number, int[] Order);
}
