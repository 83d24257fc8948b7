using Countenance.Cli.Tests.EndToEnd;
using Countenance.Torch;

namespace Countenance.Cli.Tests.Options;

public class ComputeOptionsTests
{
    [Theory]
    [InlineData("train", false)]
    [InlineData("subspaces", false)]
    [InlineData("export", false)]
    [InlineData("reproduce", false)]
    [InlineData("audit", true)]
    [InlineData("predict", true)]
    [InlineData("evaluate", true)]
    public async Task The_help_offers_int8_only_where_it_can_be_used(string command, bool isOffered)
    {
        CliResult help = (await CliResult.OfAsync(command, "--help")).Expect(ExitCode.Done);

        Assert.Contains("fp32; bf16: ", help.Output, StringComparison.Ordinal);
        Assert.Equal(isOffered, help.Output.Contains("int8", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("predict", "none.png", "--precision", "bf16")]
    [InlineData("train", "--data", "nowhere", "--out", "none", "--precision", "bf16")]
    [InlineData("train", "--data", "nowhere", "--out", "none", "--recipe", "quick")]
    [InlineData("subspaces", "--model", "none", "--data", "nowhere", "--out", "none", "--precision", "bf16")]
    public async Task BFloat16_that_the_processor_is_slow_in_is_told_once(params string[] command)
    {
        CliResult result = await CliResult.OfAsync(command); // what it names is not there: the warning comes before

        string[] around = result.Error.Split("warning: this processor is slow in bfloat16: computing in single precision\n");
        Assert.Equal(TorchRuntime.HasProductsInBFloat16 ? 1 : 2, around.Length);
    }

    [Theory]
    [InlineData("train", "--data", "synthetic:16", "--out")]
    [InlineData("subspaces", "--model", "none", "--data", "synthetic:16", "--out")]
    [InlineData("export", "--model", "none", "--data", "synthetic:16", "--out")]
    public async Task Int8_exits_with_2_where_it_cannot_be_used_and_leaves_nothing(params string[] command)
    {
        using var folder = new TemporaryFolder();

        CliResult result = await CliResult.OfAsync([.. command, folder["out.safetensors"], "--precision", "int8"]);

        Assert.Contains("The precision must be one of fp32, bf16, tf32. Got int8.", result.Expect(ExitCode.Usage).Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }
}
