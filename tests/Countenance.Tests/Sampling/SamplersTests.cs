using Countenance.Sampling;
using static Countenance.Tests.Sampling.ClassBalancedSamplerTests;

namespace Countenance.Tests.Sampling;

public sealed class SamplersTests
{
    public static TheoryData<string> Names => [.. Samplers.All.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sampler_is_a_pure_function_of_seed_and_step(string name)
    {
        int[] labels = Labels(60, 11, 4);
        SamplerOptions options = Samplers.Find(name).Options(10);
        int[] sequence = Sequence(options.Create(labels, 7), 30);

        Assert.Equal(sequence, Sequence(options.Create(labels, 7), 30));
        Assert.Equal(sequence[170..180], options.Create(labels, 7).Batch(17));
        Assert.NotEqual(sequence, Sequence(options.Create(labels, 8), 30));
        Assert.Equal(75, sequence.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_epoch_has_as_many_images_as_the_split(string name)
    {
        IBatchSampler sampler = Samplers.Find(name).Options(256).Create(Labels(9030, 7526, 3562, 3514, 1413), 0);

        Assert.Equal(98, sampler.StepsPerEpoch);
    }

    [Fact]
    public void An_unknown_name_lists_the_valid_ones()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Samplers.Find("uniform"));

        Assert.Contains("balanced, sqrt, natural, shuffled", error.Message, StringComparison.Ordinal);
        Assert.Contains("'uniform'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shuffled_draws_every_image_once_per_pass_across_batch_borders()
    {
        int[] labels = [0, 1, -1, 1, 0, 2, 2, 0];
        int[] sequence = Sequence(new ShuffledSampler(labels, 3, seed: 4), 7);

        for (int pass = 0; pass < 3; pass++)
        {
            Assert.Equal([0, 1, 3, 4, 5, 6, 7], sequence.Skip(pass * 7).Take(7).Order());
        }
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ClassBalancedOptions(0));
        Assert.Throws<ArgumentException>(() => new ClassBalancedOptions(8, double.NaN));
        Assert.Throws<ArgumentException>(() => new ShuffledOptions(-1));
        Assert.Throws<ArgumentException>(() => new ShuffledSampler([-1], 4));
    }
}
