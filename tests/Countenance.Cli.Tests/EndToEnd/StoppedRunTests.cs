namespace Countenance.Cli.Tests.EndToEnd;

[Collection<InterruptedRuns>]
public class StoppedRunTests(UninterruptedRun uninterrupted)
{
    [Theory]
    [InlineData("INT", ExitCode.Interrupted, "epoch 1:")]
    [InlineData("TERM", ExitCode.Terminated, "epochs of")]
    public async Task A_signal_stops_a_run_that_is_saved_and_resumes_to_the_same_bits(string signal, int exitCode, string after)
    {
        using var folder = new TemporaryFolder();
        string run = folder["run"];
        CliResult stopped;
        using (CliProcess process = CliProcess.Start(UninterruptedRun.Arguments(run)))
        {
            await process.WaitForAsync(after);
            await process.SignalAsync(signal);
            stopped = await process.EndAsync();
        }

        stopped.Expect(exitCode);
        Assert.Equal("", stopped.Output);
        Assert.Matches(@"Stopped after \d+ steps; the run is saved: --resume continues it\.\nstopped\n$", stopped.Error);
        Assert.True(File.Exists(folder["run", "checkpoints", "last.safetensors"]));

        (await CliProcess.RunAsync(UninterruptedRun.Resume(run))).Expect(0);
        RunComparison.AssertSame(uninterrupted, run);
    }
}
