using Countenance.Cli.Tests.EndToEnd;

namespace Countenance.Cli.Tests;

/// <summary>What every command refuses before it begins.</summary>
public sealed class StrictParsingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--lr", "0,001")]
    [InlineData("--lr", "1e400")]
    [InlineData("--hold-out", "")]
    [InlineData("--sigma", "one")]
    public async Task A_number_has_a_point_and_an_end(string option, string text)
    {
        CliResult result = (await CliResult.OfAsync("train", "--data", "synthetic:16", "--out", folder["run"], option, text)).Expect(2);

        Assert.Contains(option, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Theory]
    [InlineData("--out", "train", "--data", "synthetic:16", "--out", "")]
    [InlineData("--model", "predict", "face.png", "--model", "")]
    [InlineData("IMAGES", "predict", "")]
    [InlineData("--threads", "train", "--data", "synthetic:16", "--threads", "99999999")]
    [InlineData(".csv", "audit", "--data", "synthetic:16", "--folds", "2", "--out", "suspects.zip")]
    [InlineData(".html", "audit", "--data", "synthetic:16", "--folds", "2", "--sheet", "sheet.pdf")]
    [InlineData("threshold", "audit", "--data", "synthetic:16", "--folds", "2", "--threshold", "2")]
    [InlineData("image size", "train", "--data", "synthetic:16", "--image-size", "40000")]
    [InlineData("Dimension", "train", "--data", "synthetic:16", "--dim", "2000000000")]
    [InlineData("batch size", "train", "--data", "synthetic:16", "--batch-size", "2147483647")]
    public async Task What_cannot_be_is_refused_at_once(string named, params string[] arguments)
        => Assert.Contains(named.TrimStart('-'), (await CliResult.OfAsync(arguments)).Expect(2).Error, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task No_result_replaces_what_is_read_or_another_result()
    {
        string model = folder["model.safetensors"];
        string data = folder["data.csv"];
        await File.WriteAllTextAsync(model, "weights", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(data, "faces", TestContext.Current.CancellationToken);

        CliResult embedded = await CliResult.OfAsync("embed", "--model", model, "--data", "synthetic:16", "--out", model);
        CliResult audited = await CliResult.OfAsync("audit", "--data", data, "--folds", "2", "--out", folder["..", Path.GetFileName(folder.Root), "data.csv"]);
        CliResult both = await CliResult.OfAsync("audit", "--data", data, "--folds", "2", "--out", folder["a.csv"], "--sheet", folder["a.csv"]);

        Assert.Contains("--out and --model name the same file", embedded.Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("--out and --data name the same file", audited.Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("name the same file", both.Expect(2).Error, StringComparison.Ordinal);
        Assert.Equal("weights", await File.ReadAllTextAsync(model, TestContext.Current.CancellationToken));
        Assert.Equal("faces", await File.ReadAllTextAsync(data, TestContext.Current.CancellationToken));
    }
}
