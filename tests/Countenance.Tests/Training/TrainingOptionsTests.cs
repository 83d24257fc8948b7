using System.Text.Json;
using Countenance.Augmentation;
using Countenance.Losses;
using Countenance.Models;
using Countenance.Training;

namespace Countenance.Tests.Training;

public class TrainingOptionsTests
{
    private static readonly TrainingOptions options = new()
    {
        Loss = "softmax",
        Gaussian = new StructuredGaussianOptions { Sigma = 0.7, Priors = [0.25, 0.75], LeaveOneOut = true, LikelihoodWeight = 1.0 / 3 },
        VoteTargets = false,
        Dimension = 7,
        ImageSize = 48,
        Epochs = 3,
        BatchSize = 31,
        Sampling = "natural",
        LearningRate = 3e-4,
        WeightDecay = 0.1,
        WarmupEpochs = 0.3,
        AverageDecay = 0.99,
        HoldOut = 0.125,
        Patience = 4,
        Precision = ComputePrecision.BFloat16,
        Seed = long.MinValue,
        Augmentation = AugmentationOptions.None with { Shift = 0.1 },
    };

    [Fact]
    public void Differences_are_named_as_in_the_json()
    {
        TrainingOptions other = options with { Epochs = 4, Augmentation = options.Augmentation with { Blur = 1 }, Teachers = ["a"] };

        Assert.Equal(["teachers", "epochs", "augmentation.blur"], options.DifferencesFrom(other));
        Assert.Equal(["teachers", "epochs", "augmentation.blur"], other.DifferencesFrom(options));
        Assert.Empty(options.DifferencesFrom(TrainingOptions.FromJson(options.ToJson())));
    }

    [Fact]
    public void Every_option_survives_the_journey_through_json()
    {
        TrainingOptions back = TrainingOptions.FromJson(options.ToJson());

        Assert.Equal(options.Gaussian.Priors!, back.Gaussian.Priors!);
        Assert.Equal(options, back with { Gaussian = back.Gaussian with { Priors = options.Gaussian.Priors } });
        Assert.Equal(options.ToJson(), back.ToJson());
        Assert.Contains("\"precision\": \"BFloat16\"", options.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_configuration_leaves_out_has_its_default()
    {
        var defaults = new TrainingOptions();

        Assert.Equal(defaults, TrainingOptions.FromJson("{}"));
        Assert.Equal(
            defaults with { Epochs = 3, Augmentation = new AugmentationOptions { Blur = 0.5 } },
            TrainingOptions.FromJson("{\"epochs\": 3, \"augmentation\": {\"blur\": 0.5}}"));
    }

    [Theory]
    [InlineData("{\"learningrate\": 1}")]
    [InlineData("{\"augmentation\": {\"rotate\": 1}}")]
    [InlineData("{\"gaussian\": {\"sigmas\": 1}}")]
    [InlineData("{\"gaussian\": null}")]
    [InlineData("{\"precision\": \"fp17\"}")]
    [InlineData("{\"epochs\": \"three\"}")]
    [InlineData("{\"epochs\": 3, \"epochs\": 4}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{")]
    public void What_is_no_configuration_is_refused(string json)
        => Assert.ThrowsAny<JsonException>(() => TrainingOptions.FromJson(json));

    public static TheoryData<TrainingOptions> Wrong =>
    [
        new TrainingOptions { Model = "resnet19" },
        new TrainingOptions { Loss = "l2" },
        new TrainingOptions { Dimension = 0 },
        new TrainingOptions { ImageSize = 7 },
        new TrainingOptions { Model = "alexnet", ImageSize = 48 },
        new TrainingOptions { Epochs = 0 },
        new TrainingOptions { BatchSize = 1 },
        new TrainingOptions { LearningRate = 0 },
        new TrainingOptions { LearningRate = double.NaN },
        new TrainingOptions { WeightDecay = -1 },
        new TrainingOptions { WarmupEpochs = -1 },
        new TrainingOptions { AverageDecay = 1 },
        new TrainingOptions { HoldOut = 0.6 },
        new TrainingOptions { Patience = -1 },
        new TrainingOptions { Mixup = -0.1 },
        new TrainingOptions { Mixup = 0.1, Loss = "triplet" },
        new TrainingOptions { Mixup = 0.1, Gaussian = new StructuredGaussianOptions { LeaveOneOut = true } },
        new TrainingOptions { Precision = ComputePrecision.EightBit },
        new TrainingOptions { Gaussian = new StructuredGaussianOptions { Sigma = 0 } },
        new TrainingOptions { Augmentation = new AugmentationOptions { Blur = 2 } },
    ];

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Options_out_of_range_are_refused(TrainingOptions wrong)
    {
        new TrainingOptions().Validate();

        Assert.ThrowsAny<ArgumentException>(wrong.Validate);
    }
}
