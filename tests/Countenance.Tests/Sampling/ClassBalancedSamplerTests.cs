using Countenance.Sampling;

namespace Countenance.Tests.Sampling;

public sealed class ClassBalancedSamplerTests
{
    [Fact]
    public void Every_class_has_its_share_in_every_batch()
    {
        int[] labels = Labels(50, 7, 0, 23);
        var sampler = new ClassBalancedSampler(labels, 12, seed: 3);

        for (long step = 0; step < 40; step++)
        {
            int[] counts = Count(labels, sampler.Batch(step), 4);
            Assert.Equal([4, 4, 0, 4], counts);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Every_image_is_seen_before_any_is_seen_again(double power)
    {
        int[] labels = Labels(50, 7, 2, 23);
        var sampler = new ClassBalancedSampler(labels, 16, power, seed: 9);
        var drawn = new List<int>[4];
        for (int c = 0; c < drawn.Length; c++)
        {
            drawn[c] = [.. Sequence(sampler, 120).Where(i => labels[i] == c)];
            int[] members = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == c)];
            int passes = drawn[c].Count / members.Length;
            Assert.True(passes >= 2);
            for (int pass = 0; pass < passes; pass++)
            {
                Assert.Equal(members, drawn[c].Skip(pass * members.Length).Take(members.Length).Order());
            }
        }
    }

    [Fact]
    public void Passes_differ_in_order()
    {
        int[] labels = Labels(40);
        var sampler = new ClassBalancedSampler(labels, 40);

        Assert.NotEqual(Batch(sampler, 0), Batch(sampler, 1));
        Assert.NotEqual(Enumerable.Range(0, 40), Batch(sampler, 0));
    }

    [Fact]
    public void The_same_seed_gives_the_same_batches_and_another_seed_others()
    {
        int[] labels = Labels(30, 30);

        int[] sequence = Sequence(new ClassBalancedSampler(labels, 8, seed: 5), 20);

        Assert.Equal(sequence, Sequence(new ClassBalancedSampler(labels, 8, seed: 5), 20));
        Assert.NotEqual(sequence, Sequence(new ClassBalancedSampler(labels, 8, seed: 6), 20));
    }

    [Fact]
    public void A_batch_is_the_same_in_any_order_of_access()
    {
        int[] labels = Labels(37, 5, 2, 90);
        var sequential = new ClassBalancedSampler(labels, 20, 0.5, seed: 11);
        int[][] batches = [.. Enumerable.Range(0, 60).Select(step => Batch(sequential, step))];
        var random = new ClassBalancedSampler(labels, 20, 0.5, seed: 11);

        foreach (int step in new[] { 59, 3, 58, 0, 31, 30, 32, 3 })
        {
            Assert.Equal(batches[step], Batch(random, step));
        }

        Assert.Equal(random.Shares, Count(labels, Batch(random, 1L << 40), 4));
    }

    [Fact]
    public void Threads_may_share_a_sampler()
    {
        int[] labels = Labels(37, 5, 2, 90);
        var sampler = new ClassBalancedSampler(labels, 20, seed: 1);
        int[][] expected = [.. Enumerable.Range(0, 200).Select(step => Batch(sampler, step))];
        var shared = new ClassBalancedSampler(labels, 20, seed: 1);

        Parallel.For(0, 200, step => Assert.Equal(expected[step], Batch(shared, step)));
    }

    [Fact]
    public void A_tiny_class_repeats_within_a_batch()
    {
        int[] labels = Labels(1, 20);
        var sampler = new ClassBalancedSampler(labels, 8);

        Assert.Equal([0, 0, 0, 0], Batch(sampler, 0)[..4]);
    }

    [Fact]
    public void Images_without_a_label_are_never_drawn()
    {
        int[] labels = [-1, 0, 0, -1, 1, 1, 1, -1];
        var sampler = new ClassBalancedSampler(labels, 4);

        Assert.All(Sequence(sampler, 50), i => Assert.True(labels[i] >= 0));
        Assert.Equal(2, sampler.StepsPerEpoch);
    }

    /// <summary>Shares worked out by hand: sizes 9, 4, 1 under a square root are 3 : 2 : 1.</summary>
    [Fact]
    public void Shares_follow_the_power()
    {
        int[] labels = Labels(9, 4, 1);

        Assert.Equal([4, 4, 4], new ClassBalancedSampler(labels, 12).Shares);
        Assert.Equal([6, 4, 2], new ClassBalancedSampler(labels, 12, 0.5).Shares);
        Assert.Equal([18, 8, 2], new ClassBalancedSampler(labels, 28, 1).Shares);
    }

    /// <summary>Sizes 90, 9, 1 in a batch of 20: the last two are raised to 2, the first has the rest.</summary>
    [Fact]
    public void No_class_has_fewer_than_two_places()
    {
        Assert.Equal([16, 2, 2], new ClassBalancedSampler(Labels(90, 9, 1), 20, 1).Shares);
        Assert.Equal([2, 2, 2], new ClassBalancedSampler(Labels(90, 9, 1), 6, 1).Shares);
    }

    /// <summary>10 over three equal classes: quotas 3⅓, and of equal remainders the first class's wins.</summary>
    [Fact]
    public void Places_left_over_go_to_the_largest_remainders()
    {
        Assert.Equal([4, 3, 3], new ClassBalancedSampler(Labels(5, 5, 5), 10).Shares);

        // Quotas 10·(5, 3, 2.6)/10.6 = 4.72, 2.83, 2.45.
        Assert.Equal([5, 3, 2], new ClassBalancedSampler(Labels(50, 30, 26), 10, 1).Shares);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(1)]
    public void Shares_sum_to_the_batch(double power)
    {
        for (int size = 16; size < 300; size += 7)
        {
            IReadOnlyList<int> shares = new ClassBalancedSampler(Labels(9030, 7526, 3562, 3514, 2463, 191, 652, 165), size, power).Shares;
            Assert.Equal(size, shares.Sum());
            Assert.All(shares, share => Assert.True(share >= 2));
        }
    }

    [Fact]
    public void Labels_sizes_and_steps_that_cannot_be_used_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ClassBalancedSampler(Labels(5, 5), 3));
        Assert.Throws<ArgumentException>(() => new ClassBalancedSampler([], 8));
        Assert.Throws<ArgumentException>(() => new ClassBalancedSampler([-1, -1], 8));
        Assert.Throws<ArgumentException>(() => new ClassBalancedSampler([0, -2], 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassBalancedSampler(Labels(5, 5), 8, 1.5));
        var sampler = new ClassBalancedSampler(Labels(5, 5), 8);
        Assert.Throws<ArgumentOutOfRangeException>(() => Batch(sampler, -1));
        Assert.Throws<ArgumentException>(() => sampler.Batch(0, new int[7]));
    }

    /// <summary>The class sizes as labels, class after class.</summary>
    internal static int[] Labels(params int[] sizes) => [.. sizes.SelectMany((size, c) => Enumerable.Repeat(c, size))];

    internal static int[] Batch(IBatchSampler sampler, long step) => sampler.Batch(step);

    internal static int[] Sequence(IBatchSampler sampler, int steps) =>
        [.. Enumerable.Range(0, steps).SelectMany(step => sampler.Batch(step))];

    private static int[] Count(int[] labels, int[] batch, int classes)
    {
        var counts = new int[classes];
        foreach (int i in batch)
        {
            counts[labels[i]]++;
        }

        return counts;
    }
}
