using System.Net;
using System.Net.Sockets;
using Countenance.Auditing;
using Countenance.Cli.Tests.EndToEnd;
using Countenance.Datasets;
using Countenance.Datasets.Synthetic;

namespace Countenance.Cli.Tests.Commands;

[Collection<EndToEndCollection>]
public sealed class ServeCommandTests(TrainedRun run)
{
    private const int Images = 96;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_data_set_is_embedded_once_and_served_until_it_is_stopped()
    {
        using var folder = new TemporaryFolder();
        string album = folder["album.db"];

        CliResult first = await ServeAsync(album, [], async client =>
        {
            Assert.Contains($"{Images} images of synthetic train", await client.GetStringAsync("/", Stop), StringComparison.Ordinal);
            Assert.Equal(12 * Images, (await client.GetByteArrayAsync("/faces.bin", Stop)).Length);
        });
        CliResult second = await ServeAsync(album, [], async client =>
            Assert.Equal(12 * Images, (await client.GetByteArrayAsync("/faces.bin", Stop)).Length));

        Assert.Contains($"embedding: {Images} images", first.Error, StringComparison.Ordinal);
        Assert.Contains($"Serving synthetic train, kept in {album}, until Ctrl-C", first.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("embedding:", second.Error, StringComparison.Ordinal);
        Assert.EndsWith("stopped\n", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_review_follows_a_list_of_suspects()
    {
        using var folder = new TemporaryFolder();
        using ImageDataset faces = SyntheticFaces.Create(new SyntheticFacesOptions { Count = Images }, Stop);
        SuspectsFile.Write(folder["suspects.csv"], [new Suspect(1, 5, faces.Names[5], "fear", "anger", 0.97, 0.1, "looks like anger")]);

        await ServeAsync(folder["album.db"], ["--suspects", folder["suspects.csv"]], async client =>
        {
            string page = await client.GetStringAsync("/review", Stop);
            Assert.Contains("looks like anger", page, StringComparison.Ordinal);
            Assert.Contains("97.0 %", page, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(2, "Split must be one of train, valid, test", "--split", "other")]
    [InlineData(2, "The token must have at least 16 characters", "--token", "short")]
    [InlineData(1, "is missing", "--suspects", "nowhere.csv")]
    public async Task What_makes_no_sense_is_said(int exitCode, string message, params string[] more)
    {
        using var folder = new TemporaryFolder();
        CliResult result = await CliResult.OfAsync(Arguments(folder["album.db"], more));
        Assert.Contains(message, result.Expect(exitCode).Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["album.db"]));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_found_out_before_the_images_are_embedded()
    {
        using var folder = new TemporaryFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        string address = taken.LocalEndpoint.ToString()!;

        CliResult result = await CliResult.OfAsync(Arguments(folder["album.db"], ["--port", address.Split(':')[1]]));

        string error = Assert.Single(result.Expect(1).ErrorLines);
        Assert.StartsWith($"error: {address}: the page cannot be served there: ", error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["album.db"]));
    }

    private string[] Arguments(string album, string[] more) =>
    [
        "serve", "--data", $"synthetic:{Images}", "--model", run.Folder, "--album", album, "--threads", "1",
        .. more.Contains("--port") ? more : ["--port", "0", .. more],
    ];

    private async Task<CliResult> ServeAsync(string album, string[] more, Func<HttpClient, Task> visit)
    {
        using CliProcess process = CliProcess.Start(Arguments(album, more));
        await process.WaitForAsync("until Ctrl-C");
        using (var client = new HttpClient { BaseAddress = new Uri(process.Output.Trim()) })
        {
            await visit(client);
        }

        await process.SignalAsync("INT");
        return (await process.EndAsync()).Expect(130);
    }
}
