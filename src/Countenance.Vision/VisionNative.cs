using System.Runtime.InteropServices;
using Countenance.Vision.Faces;

namespace Countenance.Vision;

/// <summary>The P/Invoke declarations of <c>native/vision/countenance_vision.h</c>; the one place that reaches OpenCV.</summary>
internal static unsafe partial class VisionNative
{
    /// <summary>The version of the header that these declarations were written against.</summary>
    public const int AbiVersion = 3;

    private const string Library = VisionLibrary.Name;

    // Runs before the first call below, hence before the library is looked for.
    static VisionNative() => VisionLibrary.RegisterResolver();

    [LibraryImport(Library, EntryPoint = "countenance_vision_opencv_version")]
    public static partial nint OpenCvVersion();

    [LibraryImport(Library, EntryPoint = "countenance_vision_decode")]
    public static partial VisionStatus Decode(
        byte* encoded,
        long encodedLength,
        int channels,
        int codecGray,
        int reduction,
        byte* destination,
        long destinationLength,
        int* width,
        int* height);

    [LibraryImport(Library, EntryPoint = "countenance_vision_encode")]
    public static partial VisionStatus Encode(
        byte* pixels, int width, int height, int channels, int format, int quality, void** buffer, byte** data, long* length);

    [LibraryImport(Library, EntryPoint = "countenance_vision_release")]
    public static partial void Release(void* buffer);

    [LibraryImport(Library, EntryPoint = "countenance_vision_resize")]
    public static partial VisionStatus Resize(
        byte* source,
        int width,
        int height,
        int channels,
        int interpolation,
        byte* destination,
        int destinationWidth,
        int destinationHeight);

    [LibraryImport(Library, EntryPoint = "countenance_vision_warp_affine")]
    public static partial VisionStatus WarpAffine(
        byte* source,
        int width,
        int height,
        int channels,
        double* matrix,
        int interpolation,
        int border,
        int fill,
        byte* destination,
        int destinationWidth,
        int destinationHeight);

    [LibraryImport(Library, EntryPoint = "countenance_vision_network_open")]
    public static partial VisionStatus OpenNetwork(byte* onnx, long length, int size, nint* network);

    [LibraryImport(Library, EntryPoint = "countenance_vision_network_run")]
    public static partial VisionStatus RunNetwork(
        NetworkHandle network, byte* pixels, int width, int height, float* outputs, long outputsLength);

    [LibraryImport(Library, EntryPoint = "countenance_vision_network_release")]
    public static partial void ReleaseNetwork(nint network);

    [LibraryImport(Library, EntryPoint = "countenance_vision_cascade_open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial VisionStatus OpenCascade(string path, nint* cascade);

    [LibraryImport(Library, EntryPoint = "countenance_vision_cascade_run")]
    public static partial VisionStatus RunCascade(
        CascadeHandle cascade, byte* pixels, int width, int height, int smallest, int neighbours, int* hits, int capacity, int* count);

    [LibraryImport(Library, EntryPoint = "countenance_vision_cascade_release")]
    public static partial void ReleaseCascade(nint cascade);

    /// <summary>Why this thread's last failing call failed.</summary>
    public static string LastMessage() => Marshal.PtrToStringUTF8(LastError()) ?? "no reason given";

    /// <summary>Throws unless a call that only a programming error or lack of memory can fail went well.</summary>
    public static void ThrowIfFailed(VisionStatus status)
    {
        switch (status)
        {
            case VisionStatus.Ok:
                return;
            case VisionStatus.OutOfMemory:
                throw new InsufficientMemoryException(LastMessage());
            default:
                throw new InvalidOperationException($"OpenCV: {LastMessage()} ({status}).");
        }
    }

    [LibraryImport(Library, EntryPoint = "countenance_vision_last_error")]
    private static partial nint LastError();
}
