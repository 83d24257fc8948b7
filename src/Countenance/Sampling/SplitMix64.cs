namespace Countenance.Sampling;

/// <summary>
/// The SplitMix64 generator (Steele, Lea and Flood, 2014): s ← s + 9E3779B97F4A7C15₁₆, output mix(s). Sixty-four bits of state, the same
/// numbers on every platform and .NET version, which <see cref="Random"/> does not promise.
/// </summary>
internal struct SplitMix64(ulong state)
{
    private const ulong Increment = 0x9E3779B97F4A7C15;

    private ulong state = state;

    /// <summary>A generator for one of many independent sequences: the seed and the coordinates are mixed in one after the other.</summary>
    public static SplitMix64 For(long seed, long first, long second) =>
        new(Mix(Mix(Mix((ulong)seed + Increment) + (ulong)first + Increment) + (ulong)second + Increment));

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => Mix(state += Increment);

    /// <summary>A number in [0, <paramref name="bound"/>), each equally likely (Lemire's multiplication with rejection).</summary>
    public int Next(int bound)
    {
        uint range = (uint)bound;
        ulong product = (Next() >> 32) * range;
        if ((uint)product < range)
        {
            uint threshold = (0u - range) % range;
            while ((uint)product < threshold)
            {
                product = (Next() >> 32) * range;
            }
        }

        return (int)(product >> 32);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
