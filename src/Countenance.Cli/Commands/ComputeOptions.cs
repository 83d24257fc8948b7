using System.CommandLine;
using Countenance.Models;
using Countenance.Torch;

namespace Countenance.Cli.Commands;

/// <summary>The options of a command that computes: device, threads, precision.</summary>
/// <param name="trains">Whether the command trains: then not in 8 bits, and a resumed run computes where it did.</param>
internal sealed class ComputeOptions(bool trains = false)
{
    private const int MostThreads = 256; // more take minutes to start

    private readonly Option<string?> device = new("--device")
    {
        Description = $"Where to compute: cpu, cuda or cuda:N. Default: cpu{(trains ? ", or where a resumed run computed" : "")}.",
    };

    private readonly Option<int> threads = new("--threads")
    {
        Description = "Threads used for computing. Default: all cores.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private readonly Option<string> precision = new("--precision")
    {
        Description = "fp32; bf16: faster where it is supported; " + (trains ? "" : "int8: faster still, for exported models; ")
            + "tf32: convolutions on a GPU in 10 bits of significand.",
        DefaultValueFactory = _ => "fp32",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(device);
        command.Add(threads);
        command.Add(precision);
    }

    /// <summary>The device that was typed, or null when none was.</summary>
    /// <exception cref="UsageException">There is no such device.</exception>
    public Device? TypedDevice(ParseResult arguments)
        => arguments.GetValue(device) is { } name ? CliCommand.FromArguments(() => Device.Parse(name)) : null;

    /// <summary>The device that was typed, or the processor.</summary>
    /// <exception cref="UsageException">There is no such device.</exception>
    public Device DeviceOf(ParseResult arguments) => TypedDevice(arguments) ?? Device.Cpu;

    /// <summary>Whether a precision was typed.</summary>
    public bool IsPrecisionTyped(ParseResult arguments) => CliCommand.IsTyped(arguments, precision);

    /// <summary>Sets up the device and the number of threads, and says which precision was chosen.</summary>
    /// <exception cref="UsageException">There is no such device or precision, or the number of threads is not positive.</exception>
    /// <exception cref="TorchException">The device is not available here.</exception>
    public ComputePrecision Apply(ParseResult arguments)
    {
        int count = arguments.GetValue(threads);
        if (count is < 1 or > MostThreads)
        {
            throw new UsageException($"The number of threads must be positive, and at most {MostThreads}. Got {count}.");
        }

        Device place = DeviceOf(arguments);
        string name = arguments.GetRequiredValue(precision);
        ComputePrecision chosen = CliCommand.FromArguments(() => ComputePrecisionExtensions.Parse(name));
        TorchRuntime.KeepMemory();
        TorchRuntime.ThreadCount = count;
        chosen.Prepare(place);
        return chosen;
    }
}
