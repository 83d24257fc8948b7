using Countenance.Augmentation;
using Countenance.Torch;

namespace Countenance.Tests.Augmentation;

public class BatchAugmentationSeedTests
{
    private static readonly AugmentationOptions everything = new() { Gamma = 0.5, Blur = 0.5, ErasingProbability = 0.5 };

    [Fact]
    public void The_generator_s_state_decides_everything()
    {
        using var scope = new TensorScope();
        Tensor images = AugmentedBatch.Noise(1, 6, 1, 20, 20);

        float[] first = new AugmentedBatch(everything, images, 16, seed: 7).Values;

        Assert.Equal(first, new AugmentedBatch(everything, images, 16, seed: 7).Values);
        Assert.NotEqual(first, new AugmentedBatch(everything, images, 16, seed: 8).Values);
        Assert.All(first, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Every_image_of_a_batch_has_its_own_changes_and_a_second_batch_others()
    {
        using var scope = new TensorScope();
        Tensor images = AugmentedBatch.Noise(1, 1, 1, 20, 20).Expand(5, 1, 20, 20);
        var augmentation = new BatchAugmentation(everything, new InputNormalization(0, 1), 20);
        using var generator = new RandomGenerator(2);

        Tensor both = Tensor.Concatenate([augmentation.Apply(images, generator), augmentation.Apply(images, generator)]);

        string[] pictures = [.. both.ToArray<float>().Chunk(400).Select(plane => string.Join(' ', plane))];
        Assert.Equal(10, pictures.Distinct().Count());
    }

    [Theory]
    [InlineData("RotationDegrees")]
    [InlineData("Scale")]
    [InlineData("Shift")]
    [InlineData("Brightness")]
    [InlineData("Contrast")]
    [InlineData("Gamma")]
    [InlineData("Blur")]
    public void Every_option_alone_changes_the_images(string option)
    {
        using var scope = new TensorScope();
        Tensor images = AugmentedBatch.Noise(1, 3, 1, 20, 20);
        AugmentationOptions alone = option switch
        {
            "RotationDegrees" => AugmentationOptions.None with { RotationDegrees = 10 },
            "Scale" => AugmentationOptions.None with { Scale = 0.1 },
            "Shift" => AugmentationOptions.None with { Shift = 0.1 },
            "Brightness" => AugmentationOptions.None with { Brightness = 0.1 },
            "Contrast" => AugmentationOptions.None with { Contrast = 0.1 },
            "Gamma" => AugmentationOptions.None with { Gamma = 0.5 },
            _ => AugmentationOptions.None with { Blur = 0.5 },
        };

        float[] plain = new AugmentedBatch(AugmentationOptions.None, images, 20).Values;
        float[] changed = new AugmentedBatch(alone, images, 20).Values;

        Assert.All(Enumerable.Range(0, 3), i => Assert.Contains(
            Enumerable.Range(i * 400, 400), at => Math.Abs(plain[at] - changed[at]) > 1e-3));
    }
}
