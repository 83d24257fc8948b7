using Countenance.Datasets.Synthetic;

namespace Countenance.Tests.Datasets.Synthetic;

public class StableRandomTests
{
    [Fact]
    public void The_seeding_step_is_the_published_SplitMix64()
    {
        // First output of the reference implementation for the state 0.
        Assert.Equal(0xE220A8397B1DCDAFUL, StableRandom.Mix(0));
    }

    [Fact]
    public void The_stream_is_xoshiro256_starstar_by_an_independent_account()
    {
        ulong state = StableRandom.Mix(StableRandom.Mix(StableRandom.Mix(7) ^ 3) ^ 11);
        var s = new ulong[4];
        for (int i = 0; i < 4; i++)
        {
            s[i] = StableRandom.Mix(state);
            unchecked
            {
                state += 0x9E3779B97F4A7C15;
            }
        }

        var random = new StableRandom(7, 3, 11);
        for (int i = 0; i < 100; i++)
        {
            ulong product = unchecked(s[1] * 5);
            ulong expected = unchecked(((product << 7) | (product >> 57)) * 9);
            ulong t = s[1] << 17;
            (s[2], s[3]) = (s[2] ^ s[0], s[3] ^ s[1]);
            (s[1], s[0]) = (s[1] ^ s[2], s[0] ^ s[3]);
            s[2] ^= t;
            s[3] = (s[3] << 45) | (s[3] >> 19);
            Assert.Equal(expected, random.NextBits());
        }
    }

    [Fact]
    public void Draws_have_the_moments_they_promise()
    {
        var random = new StableRandom(1, 2, 3);
        const int count = 100_000;
        double sum = 0;
        double square = 0;
        var histogram = new int[6];
        for (int i = 0; i < count; i++)
        {
            double bell = random.NextBell();
            sum += bell;
            square += bell * bell;
            Assert.InRange(random.Next(-2, 5), -2, 5);
            histogram[random.Next(6)]++;
        }

        Assert.InRange(sum / count, -0.015, 0.015);
        Assert.InRange(square / count, 0.98, 1.02);
        Assert.All(histogram, n => Assert.InRange(n, (count / 6) - 600, (count / 6) + 600));
    }

    [Fact]
    public void Neighbouring_indices_seeds_and_streams_give_other_numbers()
    {
        var first = new HashSet<ulong>();
        for (ulong seed = 0; seed < 10; seed++)
        {
            for (ulong stream = 0; stream < 10; stream++)
            {
                for (ulong index = 0; index < 100; index++)
                {
                    Assert.True(first.Add(new StableRandom(seed, stream, index).NextBits()));
                }
            }
        }
    }
}
