using System.Runtime.InteropServices;

namespace Countenance.Cli;

/// <summary>
/// Ctrl-C and SIGTERM as a cancellation: the first asks the command to stop in good order, the second ends the process at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private volatile int exitCode;

    public StopSignals()
    {
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, ExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, ExitCode.Terminated)),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>The exit code that tells of the signal received, or null when there was none.</summary>
    public int? Received => exitCode == 0 ? null : exitCode;

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private void Stop(PosixSignalContext context, int code)
    {
        if (source.IsCancellationRequested)
        {
            return; // Not cancelled here: the system's own handling ends the process.
        }

        context.Cancel = true;
        exitCode = code;
        source.Cancel();
    }
}
