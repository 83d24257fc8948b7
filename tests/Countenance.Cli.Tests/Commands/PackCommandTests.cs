using Countenance.Cli.Tests.EndToEnd;
using Countenance.Datasets;

namespace Countenance.Cli.Tests.Commands;

public sealed class PackCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_splits_asked_for_are_written_and_can_be_named_as_data()
    {
        string path = folder["faces.safetensors"];

        CliResult result = (await CliResult.OfAsync("pack", "--data", "synthetic:40", "--split", "train", "test", "--out", path)).Expect(0);

        Assert.Equal(path + "\n", result.Output);
        foreach (string split in (string[])["train", "test"])
        {
            using ImageDataset expected = new DatasetRequest("synthetic:40", split).Open();
            using ImageDataset packed = new DatasetRequest(path, split).Open();
            Assert.Equal(expected.Digest, packed.Digest);
        }

        CliResult missing = (await CliResult.OfAsync("pack", "--data", path, "--split", "valid", "--out", folder["other.safetensors"])).Expect(1);
        Assert.Equal($"error: {path}: has no split 'valid', only train, test\n", missing.Error);
    }

    [Fact]
    public async Task Train_and_valid_are_packed_where_no_split_is_named_and_the_help_says_so()
    {
        string path = folder["faces.safetensors"];
        (await CliResult.OfAsync("pack", "--data", "synthetic:40", "--out", path)).Expect(0);

        CliResult missing = (await CliResult.OfAsync("pack", "--data", path, "--split", "test", "--out", folder["other.safetensors"])).Expect(1);
        CliResult help = (await CliResult.OfAsync("pack", "--help")).Expect(0);

        Assert.Contains("has no split 'test', only train, valid", missing.Error, StringComparison.Ordinal);
        Assert.Contains("Splits to pack. Default: train valid.", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_ending_is_a_usage_error()
    {
        CliResult result = (await CliResult.OfAsync("pack", "--data", "synthetic:40", "--out", folder["faces.zip"])).Expect(2);

        Assert.Contains("must end in .safetensors", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Root));
    }
}
