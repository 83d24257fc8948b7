namespace Countenance.Cli;

/// <summary>What the process says to the shell. Part of the contract of the command line.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The work could not be done; one line on stderr says why.</summary>
    public const int Failure = 1;

    /// <summary>A usage error: what was typed cannot be carried out.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C (128 + SIGINT, as shells have it); a training is saved and can be resumed.</summary>
    public const int Interrupted = 130;

    /// <summary>Stopped by SIGTERM (128 + SIGTERM), likewise saved.</summary>
    public const int Terminated = 143;
}
