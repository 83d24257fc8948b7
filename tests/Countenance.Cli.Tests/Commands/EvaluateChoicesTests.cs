using System.Globalization;
using System.Text.Json;
using Countenance.Cli.Tests.EndToEnd;

namespace Countenance.Cli.Tests.Commands;

/// <summary>What <c>evaluate</c> may be told, and the predictions behind its figures.</summary>
[Collection<EndToEndCollection>]
public class EvaluateChoicesTests(TrainedRun run)
{
    [Fact]
    public async Task The_predictions_are_those_behind_the_figures_under_the_choices_made()
    {
        using var folder = new TemporaryFolder();
        string[] choices = ["--protocol", "classification", "--k", "3", "--prior", "uniform", "--covariance", "pooled"];
        CliResult result = (await run.EvaluateAsync([.. choices, "--json", "-", "--predictions", folder["valid.csv"]])).Expect(0);

        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement classification = json.RootElement.GetProperty("classification");
        string[] text = await File.ReadAllLinesAsync(folder["valid.csv"], TestContext.Current.CancellationToken);
        string[][] lines = Array.ConvertAll(text, line => line.Split(','));
        Assert.Equal(["file", "label", "knn", "class", "typicality"], lines[0][..5]);
        Assert.Equal(TrainedRun.ClassCount, lines[0].Length - 5);
        string[][] rows = lines[1..];
        Assert.Equal(TrainedRun.ValidImages, rows.Length);
        Assert.Equal(3, classification.GetProperty("k").GetInt32());
        Assert.Equal(Share(row => row[2] == row[1]), classification.GetProperty("accuracy").GetDouble(), 12);
        Assert.Equal(Share(row => row[3] == row[1]), json.RootElement.GetProperty("posterior").GetProperty("accuracy").GetDouble(), 12);
        Assert.All(rows, row => Assert.InRange(double.Parse(row[4], CultureInfo.InvariantCulture), 0, 1));
        Assert.All(rows, row => Assert.Equal(1, row[5..].Sum(value => double.Parse(value, CultureInfo.InvariantCulture)), 1e-5));

        CliResult asUsual = (await run.EvaluateAsync("--protocol", "classification", "--json", "-")).Expect(0);
        using JsonDocument usual = JsonDocument.Parse(asUsual.Output);
        Assert.NotEqual(
            usual.RootElement.GetProperty("posterior").GetProperty("ece").GetDouble(),
            json.RootElement.GetProperty("posterior").GetProperty("ece").GetDouble());

        double Share(Func<string[], bool> isRight) => rows.Count(isRight) / (double)TrainedRun.ValidImages;
    }

    [Theory]
    [InlineData("--k", "5", "--k is for the protocols all and classification. Got retrieval.")]
    [InlineData("--gallery-split", "valid", "--gallery-split is for the protocols all and classification. Got retrieval.")]
    public async Task What_the_protocol_would_ignore_is_refused(string option, string value, string message)
    {
        CliResult result = (await run.EvaluateAsync("--protocol", "retrieval", option, value)).Expect(2);

        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--k", "0", "The k must be positive. Got 0.")]
    [InlineData("--prior", "flat", "The prior must be one of training, uniform. Got flat.")]
    [InlineData("--predictions", "valid.txt", "The output must end in .csv. Got valid.txt.")]
    public async Task Invalid_options_exit_with_2(string option, string value, string message)
    {
        CliResult result = (await run.EvaluateAsync(option, value)).Expect(2);

        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }
}
