using Countenance.Sampling;

namespace Countenance.Tests.Sampling;

public sealed class SplitMix64Tests
{
    /// <summary>The published sequences for the seeds 0 and 1234567.</summary>
    [Fact]
    public void It_gives_the_published_numbers()
    {
        var zero = new SplitMix64(0);
        Assert.Equal(
            (ulong[])[0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F],
            (ulong[])[zero.Next(), zero.Next(), zero.Next()]);

        var other = new SplitMix64(1234567);
        Assert.Equal(
            (ulong[])[6457827717110365317, 3203168211198807973, 9817491932198370423],
            (ulong[])[other.Next(), other.Next(), other.Next()]);
    }

    [Fact]
    public void Bounded_numbers_are_evenly_spread()
    {
        var random = SplitMix64.For(1, 2, 3);
        var counts = new int[7];
        const int Draws = 70_000;
        for (int i = 0; i < Draws; i++)
        {
            counts[random.Next(7)]++;
        }

        // Standard deviation of a count is √(n·p·(1−p)) ≈ 93.
        Assert.All(counts, count => Assert.InRange(count, 10_000 - 500, 10_000 + 500));
    }

    [Fact]
    public void Neighbouring_streams_differ()
    {
        ulong[] first =
        [
            SplitMix64.For(0, 0, 0).Next(), SplitMix64.For(1, 0, 0).Next(), SplitMix64.For(0, 1, 0).Next(), SplitMix64.For(0, 0, 1).Next(),
            SplitMix64.For(-1, 0, 0).Next(), SplitMix64.For(1, 1, 0).Next(), SplitMix64.For(0, 1, 1).Next(),
        ];

        Assert.Equal(first.Length, first.Distinct().Count());
    }
}
