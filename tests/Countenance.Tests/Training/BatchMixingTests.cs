using Countenance.Losses;
using Countenance.Torch;
using Countenance.Training;

namespace Countenance.Tests.Training;

public class BatchMixingTests
{
    private const int Count = 200;

    [Fact]
    public void Images_targets_and_members_are_mixed_alike_and_the_own_share_is_the_larger_one()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(4);
        (Tensor images, BatchLabels labels) = Batch(); // every image is a class of its own, and its number is its intensity

        (Tensor mixed, BatchLabels known) = new BatchMixing(0.5).Apply(images, labels, generator);

        float[] members = known.Members!.ToArray<float>();
        Assert.Equal(members, known.Targets!.ToArray<float>());
        Assert.Same(labels.Classes, known.Classes);
        float[] pixels = mixed.ToArray<float>();
        int untouched = 0;
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<float> row = members.AsSpan(i * Count, Count);
            Assert.InRange(row[i], 0.5f, 1);
            Assert.Equal(1, row.ToArray().Sum(), 1e-5f);
            Assert.InRange(row.ToArray().Count(share => share > 0), 1, 2);
            float expected = Enumerable.Range(0, Count).Sum(j => members[(i * Count) + j] * j);
            Assert.Equal(expected, pixels[i * 2], 1e-2f);
            Assert.Equal(expected, pixels[(i * 2) + 1], 1e-2f);
            untouched += row[i] == 1 ? 1 : 0;
        }

        Assert.InRange(untouched, 0, Count / 5);
    }

    [Theory]
    [InlineData(1, 0.75)] // λ is uniform
    [InlineData(0.1, 0.941)]
    [InlineData(1e3, 0.509)] // a normal distribution about one half, deviation 1/√8004
    public void The_shape_says_how_much_is_mixed(double shape, double expected)
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(4);
        (Tensor images, BatchLabels labels) = Batch();

        BatchLabels known = new BatchMixing(shape).Apply(images, labels, generator).Labels;

        float[] members = known.Members!.ToArray<float>();
        Assert.Equal(expected, Enumerable.Range(0, Count).Average(i => members[(i * Count) + i]), 0.03);
    }

    [Fact]
    public void Votes_are_mixed_and_the_members_are_those_of_the_labels()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(4);
        Tensor classes = Tensor.From([.. Enumerable.Range(0, 20).Select(i => (long)(i % 2))], 20);
        float[] votes = [.. Enumerable.Range(0, 20).SelectMany(i => i % 2 == 0 ? (float[])[0.6f, 0.4f] : [0.2f, 0.8f])];

        BatchLabels known = new BatchMixing(1).Apply(Tensor.Ones([20, 1, 1, 1]), new BatchLabels(classes, Tensor.From(votes, 20, 2), 2), generator).Labels;

        float[] members = known.Members!.ToArray<float>();
        float[] targets = known.Targets!.ToArray<float>();
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal((members[i * 2] * 0.6f) + (members[(i * 2) + 1] * 0.2f), targets[i * 2], 1e-5f);
        }

        Assert.Contains(members, share => share is > 0.01f and < 0.99f);
    }

    private static (Tensor Images, BatchLabels Labels) Batch()
    {
        float[] pixels = [.. Enumerable.Range(0, Count * 2).Select(i => (float)(i / 2))];
        Tensor classes = Tensor.From([.. Enumerable.Range(0, Count).Select(i => (long)i)], Count);
        return (Tensor.From(pixels, Count, 1, 1, 2), new BatchLabels(classes, null, Count));
    }
}
