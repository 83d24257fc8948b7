using Microsoft.Win32.SafeHandles;

namespace Countenance.Vision.Faces;

/// <summary>Owns a native network.</summary>
internal sealed class NetworkHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private NetworkHandle(nint network)
        : base(ownsHandle: true) => SetHandle(network);

    /// <summary>Reads a network from the bytes of an ONNX file.</summary>
    /// <param name="onnx">The file.</param>
    /// <param name="size">The side of the input it was made for, in pixels.</param>
    public static unsafe NetworkHandle Open(ReadOnlySpan<byte> onnx, int size)
    {
        nint network;
        fixed (byte* bytes = onnx)
        {
            VisionNative.ThrowIfFailed(VisionNative.OpenNetwork(bytes, onnx.Length, size, &network));
        }

        return new NetworkHandle(network);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        VisionNative.ReleaseNetwork(handle);
        return true;
    }
}
