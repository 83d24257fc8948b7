using Countenance.Auditing;

namespace Countenance.Tests.Auditing;

public class LabelFlipsTests
{
    private const int Classes = 4;

    // 4000 labels of very unequal classes, every tenth image without one.
    private static readonly int[] labels = [.. Enumerable.Range(0, 4000).Select(i => i % 10 == 9 ? -1 : i % 10 < 6 ? 0 : (i % 10) - 5)];

    [Fact]
    public void The_share_is_flipped_and_every_flip_is_to_another_class()
    {
        LabelFlips flips = LabelFlips.Create(labels, Classes, 0.25, seed: 1);

        Assert.Equal(900, flips.Count);
        for (int i = 0; i < labels.Length; i++)
        {
            Assert.Equal(flips.IsFlipped[i], flips.Labels[i] != labels[i]);
            Assert.InRange(flips.Labels[i], labels[i] < 0 ? -1 : 0, labels[i] < 0 ? -1 : Classes - 1);
        }
    }

    [Fact]
    public void Images_and_classes_are_drawn_evenly()
    {
        LabelFlips flips = LabelFlips.Create(labels, Classes, 0.5, seed: 2);

        for (int from = 0; from < Classes; from++)
        {
            int[] members = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == from)];
            AssertNear(members.Length, 0.5, members.Count(i => flips.IsFlipped[i]));
            int[] flipped = [.. members.Where(i => flips.IsFlipped[i])];
            foreach (int to in Enumerable.Range(0, Classes).Where(to => to != from))
            {
                AssertNear(flipped.Length, 1.0 / 3, flipped.Count(i => flips.Labels[i] == to));
            }
        }
    }

    [Fact]
    public void The_seed_decides()
    {
        int[] before = [.. labels];
        LabelFlips first = LabelFlips.Create(labels, Classes, 0.1, seed: 5);

        Assert.Equal(first.Labels, LabelFlips.Create(labels, Classes, 0.1, seed: 5).Labels);
        Assert.NotEqual(first.Labels, LabelFlips.Create(labels, Classes, 0.1, seed: 6).Labels);
        Assert.Equal(before, labels);
    }

    [Fact]
    public void None_and_all_are_shares_too()
    {
        Assert.Equal(labels, LabelFlips.Create(labels, Classes, 0, 1).Labels);
        Assert.Equal(3600, LabelFlips.Create(labels, Classes, 1, 1).Count);
        Assert.Equal([0, 0], LabelFlips.Create([0, 0], 1, 0, 1).Labels);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LabelFlips.Create(labels, Classes, -0.1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LabelFlips.Create(labels, Classes, double.NaN, 1));
        Assert.Throws<ArgumentException>(() => LabelFlips.Create(labels, Classes - 1, 0.1, 1));
        Assert.Throws<ArgumentException>(() => LabelFlips.Create([0, 0], 1, 0.5, 1));
    }

    // Within five standard deviations of a draw of n with this chance.
    private static void AssertNear(int n, double chance, int found)
        => Assert.InRange(Math.Abs(found - (n * chance)), 0, 5 * Math.Sqrt(n * chance * (1 - chance)));
}
