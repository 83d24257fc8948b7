using System.Diagnostics;

namespace Countenance.Cli.Tests.EndToEnd;

[Collection<EndToEndTests>]
public class StoppedRunTests(TrainedRun uninterrupted)
{
    [Theory]
    [InlineData("INT", ExitCode.Interrupted, "epoch 1:")]
    [InlineData("TERM", ExitCode.Terminated, "epochs of")]
    public async Task A_signal_stops_a_run_that_is_saved_and_resumes_to_the_same_bits(string signal, int exitCode, string after)
    {
        using var folder = new TemporaryFolder();
        string run = folder["run"];
        CliResult stopped;
        using (CliProcess process = CliProcess.Start(TrainedRun.Arguments(run)))
        {
            await process.WaitForAsync(after);
            long sent = Stopwatch.GetTimestamp();
            await process.SignalAsync(signal);
            stopped = await process.EndAsync();
            Assert.InRange(Stopwatch.GetElapsedTime(sent).TotalSeconds, 0, 20); // a second or two on a quiet machine
        }

        stopped.Expect(exitCode);
        Assert.Equal("", stopped.Output);
        Assert.Matches(@"Stopped after \d+ steps and saved; --resume goes on from there\.\nstopped\n$", stopped.Error);
        Assert.True(File.Exists(folder["run", "checkpoints", "last.safetensors"]));

        (await CliProcess.RunAsync("train", "--data", TrainedRun.Faces, "--threads", "1", "--out", run, "--resume")).Expect(0);
        RunComparison.AssertSame(uninterrupted, run);
    }
}
