using Countenance.Augmentation;

namespace Countenance.Tests.Augmentation;

public class AugmentationOptionsTests
{
    public static TheoryData<string, double, Func<double, AugmentationOptions>> Ranges => new()
    {
        { "RotationDegrees", 180, value => new AugmentationOptions { RotationDegrees = value } },
        { "Scale", 0.9, value => new AugmentationOptions { Scale = value } },
        { "Shift", 1, value => new AugmentationOptions { Shift = value } },
        { "MirrorProbability", 1, value => new AugmentationOptions { MirrorProbability = value } },
        { "Brightness", 1, value => new AugmentationOptions { Brightness = value } },
        { "Contrast", 1, value => new AugmentationOptions { Contrast = value } },
        { "Gamma", 3, value => new AugmentationOptions { Gamma = value } },
        { "Blur", 1, value => new AugmentationOptions { Blur = value } },
        { "ErasingProbability", 1, value => new AugmentationOptions { ErasingProbability = value } },
        { "ErasingSide", 1, value => new AugmentationOptions { ErasingSide = value } },
    };

    [Theory]
    [MemberData(nameof(Ranges), DisableDiscoveryEnumeration = true)]
    public void A_value_out_of_its_range_is_refused_by_name_range_and_value(
        string name, double maximum, Func<double, AugmentationOptions> create)
    {
        create(0).Validate();
        create(maximum).Validate();
        foreach (double wrong in (double[])[-0.25, maximum + 0.5, double.NaN, double.PositiveInfinity])
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => create(wrong).Validate());

            Assert.Equal(name, error.ParamName);
            Assert.StartsWith($"{name} must be between 0 and {maximum}. Got {wrong}.", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_defaults_change_place_and_light_and_none_changes_nothing()
    {
        var defaults = new AugmentationOptions();
        defaults.Validate();
        AugmentationOptions.None.Validate();

        Assert.All(Changes(defaults)[..6], change => Assert.True(change > 0));
        Assert.All(Changes(defaults)[6..], change => Assert.Equal(0, change));
        Assert.All(Changes(AugmentationOptions.None), change => Assert.Equal(0, change));

        static double[] Changes(AugmentationOptions options) =>
        [
            options.RotationDegrees, options.Scale, options.Shift, options.MirrorProbability, options.Brightness, options.Contrast,
            options.Gamma, options.Blur, options.ErasingProbability,
        ];
    }

    [Fact]
    public void An_augmentation_checks_its_options_and_size()
    {
        var normalization = new InputNormalization(0, 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchAugmentation(new() { Shift = 2 }, normalization, 16));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchAugmentation(new(), normalization, 0));
    }
}
