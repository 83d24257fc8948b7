using System.CommandLine;
using Countenance.Models;
using Countenance.Torch;

namespace Countenance.Cli.Options;

/// <summary>The options of a command that computes: device, threads, precision.</summary>
/// <param name="eightBit">What <c>int8</c> is for, for the help; null where the command cannot use it: then it is refused.</param>
/// <param name="resumes">Whether the command can resume a run, which then computes where it did.</param>
internal sealed class ComputeOptions(string? eightBit = "for exported models", bool resumes = false)
{
    private const int MostThreads = 256; // more take minutes to start
    private const string EightBit = "int8";

    private readonly string[] precisions = eightBit is null
        ? [.. ComputePrecisionExtensions.Names.Where(name => name != EightBit)]
        : [.. ComputePrecisionExtensions.Names];

    private readonly Option<string?> device = new("--device")
    {
        Description = $"Where to compute: cpu, cuda or cuda:N. Default: cpu{(resumes ? ", or where a resumed run computed" : "")}.",
    };

    private readonly Option<int> threads = new("--threads")
    {
        Description = "Threads used for computing. Default: all cores.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private readonly Option<string> precision = new("--precision")
    {
        Description = "fp32; bf16: faster on a GPU or a CPU that is fast in it (see info), elsewhere fp32; "
            + (eightBit is null ? "" : $"{EightBit}: on a CPU, {eightBit}, faster still with VNNI, elsewhere slower than fp32; ")
            + "tf32: faster convolutions on a GPU, with 10 bits of significand.",
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

    /// <summary>Warns where the processor computes in single precision in place of what was chosen.</summary>
    public static void Tell(CommandConsole console, ComputePrecision precision, Device device)
    {
        if (precision.On(device) != precision)
        {
            console.Error.WriteLine("warning: this processor is slow in bfloat16: computing in single precision");
        }
    }

    /// <summary>
    /// Sets up the device and the number of threads, and says which precision was chosen. A command that can resume a run tells on its own what
    /// that computes in.
    /// </summary>
    /// <exception cref="UsageException">There is no such device or precision for this command, or the threads are out of range.</exception>
    /// <exception cref="TorchException">The device is not available here.</exception>
    public ComputePrecision Apply(ParseResult arguments, CommandConsole console)
    {
        int count = arguments.GetValue(threads);
        if (count is < 1 or > MostThreads)
        {
            throw new UsageException($"The number of threads must be positive, and at most {MostThreads}. Got {count}.");
        }

        Device place = DeviceOf(arguments);
        string name = arguments.GetRequiredValue(precision);
        if (!precisions.Contains(name))
        {
            throw new UsageException($"The precision must be one of {string.Join(", ", precisions)}. Got {name}.");
        }

        ComputePrecision chosen = ComputePrecisionExtensions.Parse(name);
        TorchRuntime.KeepMemory();
        TorchRuntime.ThreadCount = count;
        chosen.Prepare(place);
        if (!resumes)
        {
            Tell(console, chosen, place);
        }

        return chosen;
    }
}
