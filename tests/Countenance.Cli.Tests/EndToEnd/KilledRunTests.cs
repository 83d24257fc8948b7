namespace Countenance.Cli.Tests.EndToEnd;

[Collection<InterruptedRuns>]
public class KilledRunTests(UninterruptedRun uninterrupted)
{
    [Fact]
    public async Task A_run_killed_again_and_again_and_resumed_ends_with_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        string run = folder["run"];
        string checkpoint = folder["run", "checkpoints", "last.safetensors"];
        string[] resume = UninterruptedRun.Resume(run);

        // Before the first step, while there is no more than a configuration.
        using (CliProcess process = CliProcess.Start(UninterruptedRun.Arguments(run)))
        {
            await process.WaitUntilAsync(() => File.Exists(folder["run", "config.json"]), "config.json");
            await process.KillAsync();
        }

        // In the first epoch: there is nothing to go on from, so the next session begins at the beginning.
        using (CliProcess process = CliProcess.Start(resume))
        {
            await process.WaitForAsync("epochs of");
            await process.KillAsync();
        }

        Assert.False(File.Exists(checkpoint));

        // After the first checkpoint, and then at some moment of what is left: a step, a score, a file half written.
        using (CliProcess process = CliProcess.Start(resume))
        {
            await process.WaitUntilAsync(() => File.Exists(checkpoint), "the first checkpoint");
            Assert.DoesNotContain("done before", process.Error, StringComparison.Ordinal);
            await KillSoonAsync(process, milliseconds: 300);
        }

        using (CliProcess process = CliProcess.Start(resume))
        {
            await process.WaitForAsync("done before");
            await KillSoonAsync(process, milliseconds: 1000);
        }

        CliResult last = (await CliProcess.RunAsync(resume)).Expect(0);

        Assert.Equal(Path.Combine(run, "checkpoints", "best.safetensors") + "\n", last.Output);
        RunComparison.AssertSame(uninterrupted, run);
    }

    private static async Task KillSoonAsync(CliProcess process, int milliseconds)
    {
        int moment = Random.Shared.Next(milliseconds);
        TestContext.Current.SendDiagnosticMessage("killed after {0} ms", moment);
        await Task.Delay(moment, TestContext.Current.CancellationToken);
        await process.KillAsync();
    }
}
