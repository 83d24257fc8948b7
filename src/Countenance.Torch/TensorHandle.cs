using System.Runtime.InteropServices;
using Countenance.Torch.Interop;

namespace Countenance.Torch;

/// <summary>Owns one reference to a libtorch tensor and gives it back exactly once.</summary>
internal sealed class TensorHandle : SafeHandle
{
    public TensorHandle(nint tensor)
        : base(0, ownsHandle: true) => SetHandle(tensor);

    public override bool IsInvalid => handle == 0;

    /// <summary>The pointer; the caller keeps this object alive for as long as it is used.</summary>
    public nint Pointer => IsClosed ? throw new ObjectDisposedException(nameof(Tensor)) : handle;

    protected override bool ReleaseHandle()
    {
        NativeMethods.ct_tensor_release(handle);
        return true;
    }
}
