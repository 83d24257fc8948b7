namespace Countenance.Cli;

/// <summary>What was typed cannot be carried out: reported like a parse error, with <see cref="ExitCode.Usage"/>.</summary>
internal sealed class UsageException : Exception
{
    public UsageException(string message)
        : base(message)
    {
    }

    public UsageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
