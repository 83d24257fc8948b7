namespace Countenance.Datasets.Synthetic;

/// <summary>
/// xoshiro256** (Blackman and Vigna, 2018) seeded through SplitMix64: the same numbers on every machine and runtime, for ever, which
/// <see cref="Random"/> does not promise. Only exact operations follow the integers (no logarithm, no sine).
/// </summary>
internal sealed class StableRandom
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;

    /// <summary>A generator that depends on the three numbers alone; neighbouring indices give unrelated streams.</summary>
    public StableRandom(ulong seed, ulong stream, ulong index)
    {
        ulong state = Mix(Mix(Mix(seed) ^ stream) ^ index);
        s0 = SplitMix(ref state);
        s1 = SplitMix(ref state);
        s2 = SplitMix(ref state);
        s3 = SplitMix(ref state);
    }

    /// <summary>Spreads the bits of <paramref name="value"/>; a bijection on 64 bits (one SplitMix64 step).</summary>
    public static ulong Mix(ulong value) => SplitMix(ref value);

    /// <summary>64 uniform bits.</summary>
    public ulong NextBits()
    {
        ulong result = ulong.RotateLeft(s1 * 5, 7) * 9;
        ulong shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = ulong.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Next() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double Next(double low, double high) => low + ((high - low) * Next());

    /// <summary>Uniform in 0 … <paramref name="count"/> − 1.</summary>
    public int Next(int count) => (int)Math.BigMul(NextBits(), (ulong)count, out _);

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => Next() < probability;

    /// <summary>Mean 0, variance 1, bounded by ±√12: the centred sum of four uniforms, bell-shaped and exact on every machine.</summary>
    public double NextBell() => (Next() + Next() + Next() + Next() - 2) * 1.7320508075688772;

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
