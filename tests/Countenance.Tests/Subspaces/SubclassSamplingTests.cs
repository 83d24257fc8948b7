using Countenance.Models;
using Countenance.Sampling;
using Countenance.Subspaces;

namespace Countenance.Tests.Subspaces;

public class SubclassSamplingTests
{
    [Fact]
    public void Every_class_keeps_its_share_of_the_batch_and_parts_it_equally()
    {
        (SubclassPartition partition, int[] labels) = Partition([400, 10, 90], [300], [20, 20]);
        IBatchSampler sampler = SubclassSampling.Create(partition, labels, 60, seed: 1);
        int[] counts = Counts(sampler.Batch(0), labels, 6);

        Assert.Equal(20, counts[0] + counts[1] + counts[2]);
        Assert.Equal(20, counts[3]);
        Assert.Equal(20, counts[4] + counts[5]);
        Assert.Equal([7, 7, 6, 20, 10, 10], counts);
    }

    [Fact]
    public void A_class_of_many_sub_classes_has_at_least_two_images_of_each()
    {
        (SubclassPartition partition, int[] labels) = Partition([50, 50, 50, 50, 50], [300]);
        int[] counts = Counts(SubclassSampling.Create(partition, labels, 14, seed: 1).Batch(0), labels, 6);

        Assert.Equal([2, 2, 2, 2, 2, 4], counts);
    }

    [Fact]
    public void A_batch_without_room_for_two_of_each_is_refused()
    {
        (SubclassPartition partition, int[] labels) = Partition([50, 50, 50], [300]);
        var error = Assert.Throws<ArgumentException>(() => SubclassSampling.Create(partition, labels, 7, seed: 1));

        Assert.Contains("at least two for every sub-class, 8. Got 7.", error.Message, StringComparison.Ordinal);
    }

    private static (SubclassPartition Partition, int[] Labels) Partition(params int[][] sizes)
    {
        ModelSubclass[] subclasses = [.. sizes.SelectMany((inside, c) => inside.Select((_, k) => new ModelSubclass($"{c} {k + 1}", c)))];
        int[] labels = [.. sizes.SelectMany(inside => inside).SelectMany((size, s) => Enumerable.Repeat(s, size))];
        return (new SubclassPartition(subclasses, labels, null), labels);
    }

    private static int[] Counts(int[] batch, int[] labels, int subclasses)
        => [.. Enumerable.Range(0, subclasses).Select(s => batch.Count(index => labels[index] == s))];
}
