using Countenance.Torch;

namespace Countenance.Cli.Commands;

/// <summary>Device and threads of a command that computes.</summary>
internal static class ComputeSettings
{
    /// <summary>Checks the device and sets the number of threads.</summary>
    /// <exception cref="UsageException">There is no such device, or the number of threads is not positive.</exception>
    public static void Apply(string device, int threads)
    {
        if (threads < 1)
        {
            throw new UsageException($"The number of threads must be positive. Got {threads}.");
        }

        if (device != "cpu")
        {
            throw new UsageException($"The device must be cpu. Got {device}.");
        }

        TorchRuntime.ThreadCount = threads;
    }
}
