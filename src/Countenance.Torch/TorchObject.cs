using System.Runtime.InteropServices;
using Countenance.Torch.Interop;

namespace Countenance.Torch;

/// <summary>Something an operator returned that is no tensor, such as weights packed for 8-bit convolutions. Disposed by its holder.</summary>
public sealed class TorchObject : SafeHandle
{
    internal TorchObject(nint value)
        : base(0, ownsHandle: true)
    {
        SetHandle(value);
        Tensor.CountLive(1);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    internal nint Pointer => IsClosed ? throw new ObjectDisposedException(nameof(TorchObject)) : handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.ct_object_release(handle);
        Tensor.CountLive(-1);
        return true;
    }
}
