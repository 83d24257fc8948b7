using System.Runtime.Intrinsics.X86;
using Countenance.Torch.Interop;

namespace Countenance.Torch;

/// <summary>The libtorch this process runs on.</summary>
public static unsafe class TorchRuntime
{
    private static volatile int threadCount; // 0: libtorch's own choice

    [ThreadStatic]
    private static int threadCountHere; // what this thread has told libtorch, which keeps a number per thread

    /// <summary>Whether the processor multiplies 8-bit numbers into sums of 32 bits (AVX512-VNNI or AVX-VNNI).</summary>
    public static bool HasProductsOf8Bits
        => X86Base.IsSupported && ((X86Base.CpuId(7, 0).Ecx & (1 << 11)) != 0 || (X86Base.CpuId(7, 1).Eax & (1 << 4)) != 0);

    /// <summary>
    /// Whether the processor multiplies in bfloat16 faster than in single precision: with tiles (AMX), or with vectors (AVX512-BF16), except
    /// Intel's, which do that at half the rate of single precision. Elsewhere libtorch emulates bfloat16, without AVX-512 dozens of times as
    /// slowly as single precision.
    /// </summary>
    public static bool HasProductsInBFloat16 => HasVectorsOfBFloat16 && (HasTilesOfBFloat16 || !IsOfIntel);

    /// <summary>Whether the processor has tiles for products in bfloat16 (AMX), many times as fast as its vectors.</summary>
    internal static bool HasTilesOfBFloat16 { get; } = X86Base.IsSupported && (X86Base.CpuId(7, 0).Edx & (1 << 22)) != 0;

    /// <summary>Whether the processor's vectors multiply in bfloat16 (AVX512-BF16), at whatever rate.</summary>
    internal static bool HasVectorsOfBFloat16 { get; }
        = Avx512BW.VL.IsSupported && Avx512DQ.VL.IsSupported && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;

    private static bool IsOfIntel { get; } = X86Base.IsSupported && X86Base.CpuId(0, 0).Ebx == 0x756E6547; // "Genu", of GenuineIntel

    /// <summary>Version of libtorch the shim was built against, such as <c>1.13.0</c>.</summary>
    public static string Version => NativeMethods.Text(NativeMethods.ct_torch_version());

    /// <summary>libtorch's own account of its build: compiler, BLAS, oneDNN, OpenMP, threads.</summary>
    public static string BuildConfiguration => NativeMethods.Text(NativeMethods.ct_build_configuration());

    /// <summary>
    /// Threads an operator may use, whichever thread of the process calls it. libtorch sometimes starts with one: set it once at start.
    /// </summary>
    public static int ThreadCount
    {
        get
        {
            if (threadCount is > 0 and var count)
            {
                return count;
            }

            NativeMethods.Check(NativeMethods.ct_set_threads(0, out int current));
            return current;
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            threadCount = value;
            FollowThreadCount();
        }
    }

    /// <summary>
    /// Makes the process keep the memory that tensors give back instead of returning it to the system page by page: a training step then
    /// reuses the pages of the one before. It changes the C library's allocator for the whole process, so a program asks for it itself,
    /// once, before the first tensor.
    /// </summary>
    public static void KeepMemory() => NativeMethods.ct_keep_memory();

    /// <summary>Number of devices of a kind that can be used.</summary>
    public static int DeviceCount(DeviceType type) => Math.Max(0, FoundDevices(type));

    /// <summary>Refuses a device that cannot be used here.</summary>
    /// <exception cref="TorchException">It cannot; the message says why.</exception>
    public static void Require(Device device)
    {
        if (WhyUnavailable(device, FoundDevices(device.Type)) is { } reason)
        {
            throw new TorchException(reason);
        }
    }

    /// <summary>How CUDA computes from now on, in the whole process; without effect where there is none.</summary>
    public static void ConfigureCuda(CudaSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        NativeMethods.Check(NativeMethods.ct_configure_cuda(
            settings.TensorFloat32Products ? 1 : 0,
            settings.TensorFloat32Convolutions ? 1 : 0,
            settings.Benchmark ? 1 : 0,
            settings.Deterministic ? 1 : 0));
    }

    /// <summary>Waits until the device has done everything asked of it.</summary>
    public static void Synchronize(Device device) => NativeMethods.Check(NativeMethods.ct_synchronize((int)device.Type, device.Index));

    /// <summary>Why a device cannot be used, or null when it can.</summary>
    /// <param name="device">The device.</param>
    /// <param name="found">Devices of its kind that were found; −1 where libtorch was built without the kind.</param>
    internal static string? WhyUnavailable(Device device, int found) => found switch
    {
        < 0 => $"{device} is not available: this libtorch ({Version}) was built without CUDA. Set COUNTENANCE_LIBTORCH to one that has it, "
            + "such as the torch folder of a PyTorch wheel.",
        0 => $"{device} is not available: this libtorch ({Version}) has CUDA, but there is no NVIDIA GPU, or no driver for it.",
        1 when device.Index >= 1 => $"{device} is not available: there is one GPU, cuda:0.",
        _ when device.Index >= found => $"{device} is not available: there are {found} GPUs, cuda:0 to cuda:{found - 1}.",
        _ => null,
    };

    /// <summary>Tells libtorch the number of threads, where this thread has not yet: before every operator.</summary>
    internal static void FollowThreadCount()
    {
        int count = threadCount;
        if (count != threadCountHere)
        {
            NativeMethods.Check(NativeMethods.ct_set_threads(count, out _));
            threadCountHere = count;
        }
    }

    private static int FoundDevices(DeviceType type)
    {
        NativeMethods.Check(NativeMethods.ct_device_count((int)type, out int count));
        return count;
    }
}
