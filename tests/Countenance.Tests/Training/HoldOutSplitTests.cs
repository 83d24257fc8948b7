using Countenance.Training;

namespace Countenance.Tests.Training;

public class HoldOutSplitTests
{
    // 40 of class 0, 20 of class 2, 3 of class 3, 2 of class 4, 1 of class 5; every third place unlabelled.
    private static readonly int[] labels = Mixed([(0, 40), (2, 20), (3, 3), (4, 2), (5, 1)]);

    [Theory]
    [InlineData(0.25, 10, 5, 0)]
    [InlineData(0.05, 2, 1, 0)]
    [InlineData(0.5, 20, 10, 1)]
    public void Every_class_gives_its_share_rounded_down_and_keeps_two(double share, int ofZero, int ofTwo, int ofThree)
    {
        HoldOutSplit split = HoldOutSplit.Create(labels, share, seed: 1);

        Assert.Equal([ofZero, 0, ofTwo, ofThree, 0, 0], Enumerable.Range(0, 6).Select(c => split.HeldOut.Count(i => labels[i] == c)));
        int[] both = [.. split.Training, .. split.HeldOut];
        Assert.Equal([40, 0, 20, 3, 2, 1], Enumerable.Range(0, 6).Select(c => both.Count(i => labels[i] == c)));
    }

    [Fact]
    public void The_parts_are_rising_disjoint_and_together_all_that_is_labelled()
    {
        HoldOutSplit split = HoldOutSplit.Create(labels, 0.3, seed: 1);

        Assert.Equal(split.Training.Order(), split.Training);
        Assert.Equal(split.HeldOut.Order(), split.HeldOut);
        Assert.Empty(split.Training.Intersect(split.HeldOut));
        Assert.Equal(Enumerable.Range(0, labels.Length).Where(i => labels[i] >= 0), split.Training.Concat(split.HeldOut).Order());
    }

    [Fact]
    public void The_seed_decides()
    {
        int[] first = HoldOutSplit.Create(labels, 0.3, seed: 1).HeldOut;

        Assert.Equal(first, HoldOutSplit.Create(labels, 0.3, seed: 1).HeldOut);
        Assert.NotEqual(first, HoldOutSplit.Create(labels, 0.3, seed: 2).HeldOut);
    }

    [Fact]
    public void Every_image_has_its_chance_to_be_held_out()
    {
        int[] plain = new int[12];
        var times = new int[12];
        for (int seed = 0; seed < 600; seed++)
        {
            foreach (int index in HoldOutSplit.Create(plain, 0.25, seed).HeldOut)
            {
                times[index]++;
            }
        }

        Assert.All(times, count => Assert.InRange(count, 110, 190)); // 150 ± 4 standard deviations
    }

    [Fact]
    public void Nothing_is_held_out_of_nothing()
    {
        Assert.Empty(HoldOutSplit.Create(labels, 0, 1).HeldOut);
        Assert.Empty(HoldOutSplit.Create([], 0.5, 1).Training);
        Assert.Empty(HoldOutSplit.Create([-1, -1], 0.5, 1).Training);
    }

    private static int[] Mixed((int Label, int Count)[] classes)
    {
        int[] ordered = [.. classes.SelectMany(entry => Enumerable.Repeat(entry.Label, entry.Count))];
        new Random(2).Shuffle(ordered);
        return [.. ordered.SelectMany((label, i) => i % 3 == 0 ? (int[])[label, -1] : [label])];
    }
}
