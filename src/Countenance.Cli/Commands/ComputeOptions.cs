using System.CommandLine;
using Countenance.Models;
using Countenance.Torch;

namespace Countenance.Cli.Commands;

/// <summary>The options of a command that computes: device, threads, precision.</summary>
internal sealed class ComputeOptions
{
    private readonly Option<string> device = new("--device")
    {
        Description = "Where to compute: cpu.",
        DefaultValueFactory = _ => "cpu",
    };

    private readonly Option<int> threads = new("--threads")
    {
        Description = "Threads used for computing. Default: all cores.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private readonly Option<string> precision = new("--precision")
    {
        Description = "fp32, or bf16: about twice as fast where the processor supports it.",
        DefaultValueFactory = _ => "fp32",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(device);
        command.Add(threads);
        command.Add(precision);
    }

    /// <summary>Checks the device, sets the number of threads, and says which precision was chosen.</summary>
    /// <exception cref="UsageException">There is no such device or precision, or the number of threads is not positive.</exception>
    public ComputePrecision Apply(ParseResult arguments)
    {
        int count = arguments.GetValue(threads);
        if (count < 1)
        {
            throw new UsageException($"The number of threads must be positive. Got {count}.");
        }

        string place = arguments.GetRequiredValue(device);
        if (place != "cpu")
        {
            throw new UsageException($"The device must be cpu. Got {place}.");
        }

        TorchRuntime.KeepMemory();
        TorchRuntime.ThreadCount = count;
        string name = arguments.GetRequiredValue(precision);
        return ComputePrecisionExtensions.Names.Contains(name)
            ? ComputePrecisionExtensions.Parse(name)
            : throw new UsageException($"The precision must be {string.Join(" or ", ComputePrecisionExtensions.Names)}. Got {name}.");
    }
}
