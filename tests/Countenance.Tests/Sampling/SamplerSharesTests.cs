using Countenance.Sampling;
using static Countenance.Tests.Sampling.ClassBalancedSamplerTests;

namespace Countenance.Tests.Sampling;

public class SamplerSharesTests
{
    /// <summary>Classes of 9, 4 and 1 images in a batch of 12; by size the last is raised to two.</summary>
    [Theory]
    [InlineData("balanced", new[] { 4, 4, 4 })]
    [InlineData("sqrt", new[] { 6, 4, 2 })]
    [InlineData("natural", new[] { 7, 3, 2 })]
    public void A_name_stands_for_its_power_of_the_class_size(string name, int[] shares)
    {
        IBatchSampler sampler = Samplers.Find(name).Options(12).Create(Labels(9, 4, 1), 0);

        Assert.Equal(shares, Assert.IsType<ClassBalancedSampler>(sampler).Shares);
    }

    [Fact]
    public void Classes_of_one_size_are_shuffled_each_in_its_own_way()
    {
        int[] batch = new ClassBalancedSampler(Labels(40, 40), 80, seed: 3).Batch(0);

        Assert.NotEqual(batch[..40], batch[40..].Select(i => i - 40));
    }
}
