using Countenance.Clustering;

namespace Countenance.Tests.Clustering;

public class Xoshiro256Tests
{
    /// <summary>Written from the published recurrences, over BigInteger, without the generator's code.</summary>
    [Fact]
    public void Numbers_follow_the_published_recurrence()
    {
        var mask = (System.Numerics.BigInteger.One << 64) - 1;
        System.Numerics.BigInteger Rotate(System.Numerics.BigInteger x, int k) => ((x << k) | (x >> (64 - k))) & mask;
        System.Numerics.BigInteger state = 42;
        var s = new System.Numerics.BigInteger[4];
        for (var i = 0; i < 4; i++)
        {
            state = (state + 0x9E3779B97F4A7C15UL) & mask;
            var z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL) & mask;
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EBUL) & mask;
            s[i] = z ^ (z >> 31);
        }

        var random = new Xoshiro256(42);
        for (var i = 0; i < 100; i++)
        {
            var expected = (Rotate((s[1] * 5) & mask, 7) * 9) & mask;
            var t = (s[1] << 17) & mask;
            s[2] ^= s[0];
            s[3] ^= s[1];
            s[1] ^= s[2];
            s[0] ^= s[3];
            s[2] ^= t;
            s[3] = Rotate(s[3], 45);
            Assert.Equal((ulong)expected, random.Next());
        }
    }

    [Fact]
    public void Indices_fill_their_range_evenly()
    {
        var random = new Xoshiro256(1);
        var counts = new int[10];
        for (var i = 0; i < 10_000; i++)
        {
            counts[random.NextIndex(10)]++;
            Assert.InRange(random.NextDouble(), 0, 1 - 1e-16);
        }

        Assert.All(counts, count => Assert.InRange(count, 850, 1150));
    }
}
