using Microsoft.Win32.SafeHandles;

namespace Countenance.Vision.Faces;

/// <summary>Owns a native cascade of Haar features.</summary>
internal sealed class CascadeHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private CascadeHandle(nint cascade)
        : base(ownsHandle: true) => SetHandle(cascade);

    /// <summary>Reads a cascade.</summary>
    /// <exception cref="FaceWeightsException">The file is missing or holds no cascade.</exception>
    public static unsafe CascadeHandle Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new FaceWeightsException(path, "no such file; Debian's package opencv-data has it");
        }

        nint cascade;
        VisionStatus status = VisionNative.OpenCascade(path, &cascade);
        return status switch
        {
            VisionStatus.Ok => new CascadeHandle(cascade),
            VisionStatus.OutOfMemory => throw new InsufficientMemoryException(VisionNative.LastMessage()),
            _ => throw new FaceWeightsException(path, $"not a cascade of OpenCV: {VisionNative.LastMessage()}"),
        };
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        VisionNative.ReleaseCascade(handle);
        return true;
    }
}
