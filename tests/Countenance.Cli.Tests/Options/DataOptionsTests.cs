using Countenance.Cli.Options;
using Countenance.Datasets;
using Countenance.Vision;

namespace Countenance.Cli.Tests.Options;

public sealed class DataOptionsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter error = new() { NewLine = "\n" };

    public void Dispose()
    {
        error.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Decoding_is_shown_when_a_data_set_is_used_for_the_first_time()
    {
        DatasetRequest request = Pictures(300);

        Open(request, TestContext.Current.CancellationToken).Dispose();
        string first = error.ToString();
        error.GetStringBuilder().Clear();
        Open(request, TestContext.Current.CancellationToken).Dispose();

        Assert.Matches(@"^decoding: 300 images in \d+:\d\d.*\nfolder all \(folder\): 300 images: 300 any\n$", first);
        Assert.Equal("folder all (folder): 300 images: 300 any\n", error.ToString());
    }

    [Fact]
    public void What_is_cancelled_before_decoding_ends_leaves_nothing_in_the_cache()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => Open(Pictures(3), cancellation.Token));

        Assert.StartsWith("decoding: 0 of 3 images in", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder["cache"]));
    }

    private ImageDataset Open(DatasetRequest request, CancellationToken cancellation) =>
        DataOptions.Open(request, new CommandConsole(TextWriter.Null, error, isErrorTerminal: false), cancellation);

    private DatasetRequest Pictures(int count)
    {
        Directory.CreateDirectory(folder["set", "any"]);
        byte[] png = ImageCodec.Encode(new Image(8, 8, 1, new byte[64]), ImageFormat.Png);
        for (int i = 0; i < count; i++)
        {
            File.WriteAllBytes(folder["set", "any", $"{i}.png"], png);
        }

        return new DatasetRequest(folder["set"], "all", CacheDirectory: folder["cache"]);
    }
}
