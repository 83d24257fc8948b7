using System.Text.Json.Nodes;
using Countenance.Augmentation;
using Countenance.Training;

namespace Countenance.Tests.Training;

public class TrainingRecipeTests
{
    public static TheoryData<string> Names => [.. TrainingRecipe.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_recipe_holds_every_choice_but_the_device(string name)
    {
        TrainingRecipe recipe = TrainingRecipe.Find(name);

        JsonObject written = JsonNode.Parse(TrainingRecipe.Resource(name))!["options"]!.AsObject();
        JsonObject all = JsonNode.Parse(new TrainingOptions().ToJson())!.AsObject();
        all.Remove("device");
        Assert.Equal(Paths(all), Paths(written));
        Assert.NotEmpty(recipe.Description);
        Assert.Equal(Paths(written), Paths(JsonNode.Parse(recipe.Options.ToJson())!.AsObject()).Where(path => path != "device"));
    }

    [Fact]
    public void The_paper_s_recipe_is_the_paper_s()
    {
        TrainingOptions options = TrainingRecipe.Find("paper").Options;

        Assert.Equal(("resnet18", "sgm", 64, 256, "balanced"), (options.Model, options.Loss, options.Dimension, options.BatchSize, options.Sampling));
        Assert.Equal((OptimizerKind.Adam, 1e-4, ScheduleKind.Constant), (options.Optimizer, options.LearningRate, options.Schedule));
        Assert.Equal((0.5, 0.0, 0.0), (options.Gaussian.Sigma, options.Gaussian.LikelihoodWeight, options.Gaussian.CrossEntropyWeight));
        Assert.Null(options.Gaussian.Priors);
        Assert.False(options.VoteTargets);
        Assert.Equal(0, options.AverageDecay);
        Assert.Equal((500, 0.0, 0.0, 0.0), (options.Epochs, options.WeightDecay, options.WarmupEpochs, options.Mixup));
        Assert.Equal((0.05, 0), (options.HoldOut, options.Patience)); // the epoch that is kept is the best on these
        Assert.Equal(AugmentationOptions.None with { MirrorProbability = 0.5 }, options.Augmentation);
        Assert.Null(options.Teachers);
        Assert.Null(options.InitialModel);
    }

    [Fact]
    public void A_recipe_of_one_s_own_is_a_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder["mine.json"];
        File.WriteAllText(path, """{ "description": "Short.", "options": { "epochs": 3, "augmentation": { "blur": 0.5 } } }""");

        TrainingOptions options = TrainingRecipe.Find(path).Options;

        Assert.Equal((3, 0.5, new TrainingOptions().BatchSize), (options.Epochs, options.Augmentation.Blur, options.BatchSize));
    }

    [Theory]
    [InlineData("{}", "description")]
    [InlineData("""{ "description": "x", "options": { "epoch": 3 } }""", "epoch")]
    [InlineData("""{ "description": "x", "options": { "epochs": -3 } }""", "pochs")]
    [InlineData("""{ "description": "x", "options": { "schedule": "Sawtooth" } }""", "schedule")]
    [InlineData("{", "LineNumber")]
    public void A_damaged_recipe_is_an_error_that_names_file_and_place(string text, string part)
    {
        using var folder = new TemporaryFolder();
        string path = folder["mine.json"];
        File.WriteAllText(path, text);

        var error = Assert.Throws<TrainingException>(() => TrainingRecipe.Find(path));

        Assert.StartsWith(path, error.Message);
        Assert.Contains(part, error.Message);
    }

    [Fact]
    public void An_unknown_name_lists_those_there_are()
    {
        var error = Assert.Throws<ArgumentException>(() => TrainingRecipe.Find("fastest"));

        Assert.Contains("paper, best, light, quick", error.Message);
        Assert.Contains("fastest", error.Message);
    }

    private static IEnumerable<string> Paths(JsonObject node, string prefix = "")
        => node.SelectMany(entry => entry.Value is JsonObject inner ? Paths(inner, $"{prefix}{entry.Key}.") : [$"{prefix}{entry.Key}"]).Order();
}
