using System.Runtime.InteropServices;
using Countenance.Torch.Safetensors;

namespace Countenance.Datasets.Caching;

/// <summary>Owns memory at an address that does not move until disposal.</summary>
internal abstract class PixelBlock : IDisposable
{
    private bool disposed;

    /// <summary>The first byte.</summary>
    /// <exception cref="ObjectDisposedException">The block was disposed of.</exception>
    public nint Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, typeof(ImageDataset));
            return Address;
        }
    }

    /// <summary>Number of bytes.</summary>
    public abstract long Length { get; }

    /// <summary>The first byte, unchecked.</summary>
    protected abstract nint Address { get; }

    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            Release();
        }
    }

    /// <summary>Gives the memory back; called once.</summary>
    protected abstract void Release();
}

/// <summary>An array held in place.</summary>
internal sealed class PinnedPixels(byte[] pixels) : PixelBlock
{
    private GCHandle handle = GCHandle.Alloc(pixels, GCHandleType.Pinned);

    public override long Length { get; } = pixels.Length;

    protected override nint Address => handle.AddrOfPinnedObject();

    protected override void Release() => handle.Free();
}

/// <summary>The one tensor of a cache file, mapped read-only.</summary>
internal sealed unsafe class MappedPixels(SafetensorsFile file, SafetensorsEntry entry) : PixelBlock
{
    public override long Length { get; } = entry.Length;

    protected override nint Address { get; } = (nint)file.Pointer(entry);

    protected override void Release() => file.Dispose();
}
