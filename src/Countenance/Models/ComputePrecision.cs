using Countenance.Torch;

namespace Countenance.Models;

/// <summary>Precision of convolutions and matrix products; losses, and norms and weights in training, are always single.</summary>
public enum ComputePrecision
{
    /// <summary>Single precision throughout.</summary>
    Full,

    /// <summary>
    /// Products in bfloat16: up to twice as fast, at 8 bits of significand. As <see cref="Full"/> on a processor where they would be slower
    /// (<see cref="TorchRuntime.HasProductsInBFloat16"/>).
    /// </summary>
    BFloat16,

    /// <summary>Convolutions with 10 bits of significand (TF32) on a GPU; as <see cref="Full"/> on the processor.</summary>
    TensorFloat32,

    /// <summary>
    /// Convolutions in 8 bits, on the processor and in evaluation: for a model that knows what passes through its layers, as
    /// <see cref="Exporting.ModelExport"/> measures it.
    /// </summary>
    EightBit,
}

/// <summary>Names of the precisions, and what they do to a computation.</summary>
public static class ComputePrecisionExtensions
{
    /// <summary>The names on the command line.</summary>
    public static IReadOnlyList<string> Names { get; } = ["fp32", "bf16", "tf32", "int8"];

    /// <summary>Reads <c>fp32</c>, <c>bf16</c>, <c>tf32</c> or <c>int8</c>.</summary>
    /// <exception cref="ArgumentException">The text is none of them.</exception>
    public static ComputePrecision Parse(string text) => text switch
    {
        "fp32" => ComputePrecision.Full,
        "bf16" => ComputePrecision.BFloat16,
        "tf32" => ComputePrecision.TensorFloat32,
        "int8" => ComputePrecision.EightBit,
        _ => throw new ArgumentException($"The precision must be one of {string.Join(", ", Names)}. Got {text}.", nameof(text)),
    };

    /// <summary>Sets up a GPU for this precision, for the whole process; nothing on the processor.</summary>
    /// <exception cref="TorchException">The device is not available.</exception>
    public static void Prepare(this ComputePrecision precision, Device device)
    {
        TorchRuntime.Require(device);
        if (!device.IsCpu)
        {
            TorchRuntime.ConfigureCuda(
                new CudaSettings { TensorFloat32Convolutions = precision == ComputePrecision.TensorFloat32, Benchmark = true });
        }
    }

    /// <summary>
    /// The precision that is computed in: <see cref="ComputePrecision.Full"/> for <see cref="ComputePrecision.BFloat16"/> on a processor that is
    /// slower in it, otherwise the same.
    /// </summary>
    public static ComputePrecision On(this ComputePrecision precision, Device device)
        => precision == ComputePrecision.BFloat16 && device.IsCpu && !TorchRuntime.HasProductsInBFloat16 ? ComputePrecision.Full : precision;

    /// <summary>Runs a forward computation in this precision.</summary>
    /// <param name="precision">The precision.</param>
    /// <param name="device">Where the computation is.</param>
    /// <param name="forward">The computation.</param>
    public static Tensor Run(this ComputePrecision precision, Device device, Func<Tensor> forward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        if (precision.On(device) != ComputePrecision.BFloat16)
        {
            return forward();
        }

        using var autocast = Autograd.Autocast(device.Type);
        return forward();
    }
}
