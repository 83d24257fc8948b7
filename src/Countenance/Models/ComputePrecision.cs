using Countenance.Torch;

namespace Countenance.Models;

/// <summary>Precision of convolutions and matrix products; sums, norms, losses and weights are always single.</summary>
public enum ComputePrecision
{
    /// <summary>Single precision throughout.</summary>
    Full,

    /// <summary>Products in bfloat16: about twice as fast where the processor has instructions for it, at 8 bits of significand.</summary>
    BFloat16,
}

/// <summary>Names of the precisions, and what they do to a computation.</summary>
public static class ComputePrecisionExtensions
{
    /// <summary>The names on the command line.</summary>
    public static IReadOnlyList<string> Names { get; } = ["fp32", "bf16"];

    /// <summary>Reads <c>fp32</c> or <c>bf16</c>.</summary>
    /// <exception cref="ArgumentException">The text is neither.</exception>
    public static ComputePrecision Parse(string text) => text switch
    {
        "fp32" => ComputePrecision.Full,
        "bf16" => ComputePrecision.BFloat16,
        _ => throw new ArgumentException($"The precision must be fp32 or bf16. Got {text}.", nameof(text)),
    };

    /// <summary>Runs a forward computation in this precision.</summary>
    public static Tensor Run(this ComputePrecision precision, Func<Tensor> forward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        if (precision == ComputePrecision.Full)
        {
            return forward();
        }

        using var autocast = Autograd.Autocast(DeviceType.Cpu);
        return forward();
    }
}
