using System.Runtime.InteropServices;

namespace Countenance.Torch.Interop;

/// <summary>The functions of <c>native/torch/countenance_torch.h</c>, one for one.</summary>
internal static unsafe partial class NativeMethods
{
    public const string Library = "countenance_torch";
    public const int AbiVersion = 6;

    static NativeMethods() => NativeLibraryLoader.Register();

    [LibraryImport(Library)]
    public static partial int ct_abi_version();

    [LibraryImport(Library)]
    public static partial byte* ct_last_error();

    [LibraryImport(Library)]
    public static partial byte* ct_torch_version();

    [LibraryImport(Library)]
    public static partial byte* ct_build_configuration();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ct_operator_find(string name, string overload, out nint result);

    [LibraryImport(Library)]
    public static partial int ct_operator_call(
        nint op, NativeValue* arguments, int count, NativeValue* results, int capacity, int* resultCount);

    [LibraryImport(Library)]
    public static partial void ct_object_release(nint value);

    [LibraryImport(Library)]
    public static partial void ct_tensor_release(nint tensor);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int ct_tensor_describe(nint tensor, NativeTensorInfo* info);

    [LibraryImport(Library)]
    public static partial int ct_tensor_from_memory(
        nint data, long* sizes, int dimensions, int dtype, delegate* unmanaged<nint, void> released, nint context, out nint result);

    [LibraryImport(Library)]
    public static partial int ct_gradients(nint output, nint* inputs, int count, int retainGraph, nint* gradients);

    [LibraryImport(Library)]
    public static partial int ct_record(
        nint output, nint* inputs, int count, delegate* unmanaged<nint*, int, nint, int*, nint*, int> backward);

    [LibraryImport(Library)]
    public static partial int ct_set_gradient_mode(int enabled, out int previous);

    [LibraryImport(Library)]
    public static partial int ct_inference_mode_enter(out nint guard);

    [LibraryImport(Library)]
    public static partial void ct_inference_mode_exit(nint guard);

    [LibraryImport(Library)]
    public static partial int ct_set_autocast(int deviceType, int dtype);

    [LibraryImport(Library)]
    public static partial int ct_generator_new(int deviceType, int deviceIndex, ulong seed, out nint result);

    [LibraryImport(Library)]
    public static partial void ct_generator_release(nint generator);

    [LibraryImport(Library)]
    public static partial int ct_generator_seed(nint generator, ulong seed);

    [LibraryImport(Library)]
    public static partial int ct_generator_get_state(nint generator, out nint state);

    [LibraryImport(Library)]
    public static partial int ct_generator_set_state(nint generator, nint state);

    [LibraryImport(Library)]
    public static partial void ct_keep_memory();

    [LibraryImport(Library)]
    public static partial int ct_set_threads(int threads, out int previous);

    [LibraryImport(Library)]
    public static partial int ct_device_count(int deviceType, out int count);

    [LibraryImport(Library)]
    public static partial int ct_configure_cuda(int tf32Products, int tf32Convolutions, int benchmark, int deterministic);

    [LibraryImport(Library)]
    public static partial int ct_count_begin();

    [LibraryImport(Library)]
    public static partial int ct_count_end(out byte* lines);

    [LibraryImport(Library)]
    public static partial int ct_synchronize(int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    public static partial void ct_multiply_rows_bfloat16(ushort* left, long panelStride, int panels, int rows, ushort* right, float* product);

    [LibraryImport(Library)]
    public static partial void ct_multiply_columns_bfloat16(ushort* left, ushort* right, int depth, float* product, long stride, int added);

    /// <summary>Turns a failed status into an exception that carries libtorch's own words.</summary>
    public static void Check(int status, string? context = null)
    {
        if (status != 0)
        {
            Throw(context);
        }
    }

    private static void Throw(string? context)
    {
        string message = Text(ct_last_error());
        throw new TorchException(context is null ? message : $"{context}: {message}");
    }

    public static string Text(byte* utf8) => Marshal.PtrToStringUTF8((nint)utf8) ?? string.Empty;
}
