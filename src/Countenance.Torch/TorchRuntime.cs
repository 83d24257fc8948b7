using Countenance.Torch.Interop;

namespace Countenance.Torch;

/// <summary>The libtorch this process runs on.</summary>
public static unsafe class TorchRuntime
{
    /// <summary>Version of libtorch the shim was built against, such as <c>1.13.0</c>.</summary>
    public static string Version => NativeMethods.Text(NativeMethods.ct_torch_version());

    /// <summary>libtorch's own account of its build: compiler, BLAS, oneDNN, OpenMP, threads.</summary>
    public static string BuildConfiguration => NativeMethods.Text(NativeMethods.ct_build_configuration());

    /// <summary>Threads an operator may use. libtorch sometimes starts with one: set it once at start.</summary>
    public static int ThreadCount
    {
        get
        {
            NativeMethods.Check(NativeMethods.ct_set_threads(0, out int current));
            return current;
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            NativeMethods.Check(NativeMethods.ct_set_threads(value, out _));
        }
    }

    /// <summary>
    /// Makes the process keep the memory that tensors give back instead of returning it to the system page by page: a training step then
    /// reuses the pages of the one before. It changes the C library's allocator for the whole process, so a program asks for it itself,
    /// once, before the first tensor.
    /// </summary>
    public static void KeepMemory() => NativeMethods.ct_keep_memory();

    /// <summary>Number of devices of a kind that can be used.</summary>
    public static int DeviceCount(DeviceType type)
    {
        NativeMethods.Check(NativeMethods.ct_device_count((int)type, out int count));
        return count;
    }

    /// <summary>Waits until the device has done everything asked of it.</summary>
    public static void Synchronize(Device device) => NativeMethods.Check(NativeMethods.ct_synchronize((int)device.Type, device.Index));
}
