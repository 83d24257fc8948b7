using System.Diagnostics;

namespace Countenance.Cli.Tests;

public class StopSignalsTests
{
    [Fact]
    public async Task SIGTERM_cancels_and_is_remembered()
    {
        using var signals = new StopSignals();
        Assert.Null(signals.Received);

        using var kill = Process.Start("bash", ["-c", $"kill -TERM {Environment.ProcessId}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        var cancelled = new TaskCompletionSource();
        using var registration = signals.Token.Register(cancelled.SetResult);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Terminated, signals.Received);
    }
}
