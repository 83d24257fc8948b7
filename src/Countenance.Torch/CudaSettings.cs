namespace Countenance.Torch;

/// <summary>How CUDA computes; see <see cref="TorchRuntime.ConfigureCuda"/>.</summary>
public sealed record CudaSettings
{
    /// <summary>Matrix products of single-precision tensors read their factors with 10 bits of significand (TF32).</summary>
    public bool TensorFloat32Products { get; init; }

    /// <summary>Convolutions of single-precision tensors read their factors with 10 bits of significand (TF32).</summary>
    public bool TensorFloat32Convolutions { get; init; }

    /// <summary>
    /// The first convolution of every shape tries all algorithms and keeps the fastest; which one that is may differ from process to
    /// process, and with it the last bits of the result.
    /// </summary>
    public bool Benchmark { get; init; }

    /// <summary>Only convolutions that give the same bits every time; other operators may still add in an order that varies.</summary>
    public bool Deterministic { get; init; }
}
