using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Countenance.Cli.Options;
using Countenance.Models;

namespace Countenance.Cli.Commands;

/// <summary>Says which expression cropped faces show.</summary>
internal sealed class PredictCommand : CliCommand
{
    private readonly ModelOption model = new(isRequired: false, otherwise: ", which is used when none is named");
    private readonly Argument<string[]> images = new("IMAGES")
    {
        Description = "Cropped faces: PNG, JPEG, TIFF, BMP or WebP.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> json = new("--json") { Description = "One JSON array instead of a table." };
    private readonly ComputeOptions compute = new();

    public PredictCommand()
        : base("predict", "Says which expression cropped faces show, with its probability and typicality.")
    {
        Add(images);
        model.AddTo(this);
        Add(json);
        compute.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance predict face1.png face2.jpg", "With the bundled model"),
        new("countenance predict --model runs/sgm face1.png --json", "With a model of your own, as JSON"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        ComputePrecision precision = compute.Apply(arguments, console);
        string[] files = arguments.GetRequiredValue(images);
        using EmbeddingModel loaded = model.Load(arguments, compute.DeviceOf(arguments));
        if (loaded.Gaussians is null)
        {
            throw new UsageException($"{model.File(arguments)} has no class Gaussians: its training did not finish.");
        }

        EmbeddingMatrix embeddings = loaded.Embed(ImageFiles.Load(files, loaded.Card), precision, null, cancellation);
        IReadOnlyList<ExpressionPrediction> predictions = ExpressionPrediction.Of(loaded, embeddings);
        if (arguments.GetValue(json))
        {
            IEnumerable<PredictionJson> rows = predictions.Select((prediction, i) => PredictionJson.Of(files[i], prediction, loaded.Card));
            console.Output.WriteLine(JsonSerializer.Serialize([.. rows], PredictionJsonContext.Default.PredictionJsonArray));
        }
        else
        {
            for (int i = 0; i < files.Length; i++)
            {
                Print(console.Output, files[i], predictions[i], loaded.Card);
            }
        }

        return Task.CompletedTask;
    }

    private static void Print(TextWriter output, string file, ExpressionPrediction prediction, ModelCard card)
    {
        string posterior = string.Join(", ", card.Classes
            .Select((name, c) => (Name: name, Probability: prediction.Posterior[c]))
            .OrderByDescending(entry => entry.Probability)
            .TakeWhile((entry, place) => place < 2 || entry.Probability >= 0.05)
            .Select(entry => $"{entry.Name} {Percent(entry.Probability)}"));
        output.WriteLine(file);
        output.WriteLine($"  expression      {prediction.Expression}");
        output.WriteLine($"  posterior       {posterior}");
        if (prediction.Subexpression is { } subexpression)
        {
            output.WriteLine($"  sub-expression  {subexpression}");
        }

        output.WriteLine(
            $"  typicality      {Percent(prediction.Typicality)} (probability that a draw from its class's Gaussian lies farther from the mean)");
    }

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}

/// <summary>A prediction as JSON; the names are a contract.</summary>
internal sealed record PredictionJson(
    string Image, string Expression, double Probability, Dictionary<string, float> Posterior, string? Subexpression, double Typicality)
{
    public static PredictionJson Of(string image, ExpressionPrediction prediction, ModelCard card)
        => new(
            image,
            prediction.Expression,
            prediction.Probability,
            card.Classes.Select((name, c) => (name, prediction.Posterior[c])).ToDictionary(entry => entry.name, entry => entry.Item2),
            prediction.Subexpression,
            prediction.Typicality);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(PredictionJson[]))]
internal sealed partial class PredictionJsonContext : JsonSerializerContext;
