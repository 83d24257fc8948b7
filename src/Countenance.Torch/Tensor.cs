using System.Globalization;
using System.Runtime.InteropServices;
using Countenance.Torch.Interop;

namespace Countenance.Torch;

/// <summary>
/// An n-dimensional array of libtorch. Made inside a <see cref="TensorScope"/> it belongs to the scope; otherwise to the caller, who
/// disposes it. Every operation returns a new tensor (possibly a view) unless its name says <c>InPlace</c>.
/// </summary>
public sealed partial class Tensor : IDisposable
{
    private static long liveCount;

    private nint handle; // one reference to the native tensor; 0 once it was given back

    internal Tensor(nint handle)
    {
        this.handle = handle;
        CountLive(1);
        Owner = TensorScope.Adopt(this);
    }

    /// <summary>Gives back the native tensor of an object that nobody disposed.</summary>
    ~Tensor() => NativeMethods.ct_tensor_release(handle);

    /// <summary>Tensors and objects made and not yet disposed in this process: what a leak test watches.</summary>
    public static long LiveCount => Interlocked.Read(ref liveCount);

    internal static void CountLive(int change) => Interlocked.Add(ref liveCount, change);

    internal TensorScope? Owner { get; set; }

    /// <summary>The native tensor; the caller keeps this object alive for as long as it is used.</summary>
    internal nint Pointer => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Tensor));

    /// <summary>Number of dimensions.</summary>
    public int Rank => checked((int)Describe().Dimensions);

    /// <summary>Number of elements.</summary>
    public long ElementCount => Describe().Elements;

    /// <summary>Element type.</summary>
    public ScalarType ScalarType => (ScalarType)Describe().Dtype;

    /// <summary>Where the elements are.</summary>
    public Device Device
    {
        get
        {
            NativeTensorInfo info = Describe();
            return new Device((DeviceType)info.DeviceType, info.DeviceIndex);
        }
    }

    /// <summary>Whether gradients are recorded for this tensor.</summary>
    public bool RequiresGrad => Describe().RequiresGrad != 0;

    /// <summary>Sizes of the dimensions; a copy.</summary>
    public unsafe long[] Shape
    {
        get
        {
            NativeTensorInfo info = Describe();
            long[] sizes = new ReadOnlySpan<long>(info.Sizes, (int)info.Dimensions).ToArray();
            GC.KeepAlive(this); // the sizes lie in the native tensor
            return sizes;
        }
    }

    /// <summary>Distance in elements between neighbours along each dimension; a copy.</summary>
    public unsafe long[] Strides
    {
        get
        {
            NativeTensorInfo info = Describe();
            long[] strides = new ReadOnlySpan<long>(info.Strides, (int)info.Dimensions).ToArray();
            GC.KeepAlive(this);
            return strides;
        }
    }

    /// <summary>Size of one dimension; negative numbers count from the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public unsafe long Size(int dimension)
    {
        NativeTensorInfo info = Describe();
        long index = dimension < 0 ? dimension + info.Dimensions : dimension;
        if (index < 0 || index >= info.Dimensions)
        {
            throw new ArgumentOutOfRangeException(
                nameof(dimension), dimension, $"The dimension must be one of the tensor's {info.Dimensions}. Got {dimension}.");
        }

        long size = info.Sizes[index];
        GC.KeepAlive(this);
        return size;
    }

    /// <summary>Whether the elements lie in row-major order without gaps.</summary>
    public unsafe bool IsContiguous()
    {
        NativeTensorInfo info = Describe();
        long expected = 1;
        for (long i = info.Dimensions - 1; i >= 0; i--)
        {
            if (info.Sizes[i] != 1 && info.Strides[i] != expected)
            {
                return false;
            }

            expected *= info.Sizes[i];
        }

        GC.KeepAlive(this);
        return true;
    }

    /// <summary>Whether this tensor is single precision on the processor, without gaps, and laid out exactly as another one.</summary>
    internal unsafe bool IsDenseLike(Tensor other)
    {
        NativeTensorInfo mine = Describe();
        NativeTensorInfo theirs = other.Describe();
        if (mine.DeviceType != (int)DeviceType.Cpu || mine.Dtype != (int)ScalarType.Float32 || theirs.Dtype != mine.Dtype
            || theirs.DeviceType != mine.DeviceType || mine.Dimensions != theirs.Dimensions)
        {
            return false;
        }

        long span = 1; // elements from the first to the last, gaps included
        for (long i = 0; i < mine.Dimensions; i++)
        {
            if (mine.Sizes[i] != theirs.Sizes[i] || (mine.Sizes[i] > 1 && mine.Strides[i] != theirs.Strides[i]))
            {
                return false;
            }

            span += (mine.Sizes[i] - 1) * mine.Strides[i];
        }

        GC.KeepAlive(this);
        GC.KeepAlive(other);
        return span == mine.Elements;
    }

    /// <summary>Whether the tensor is [N, C, H, W] on the processor, in channels-last order without gaps.</summary>
    internal unsafe bool IsPixelByPixel()
    {
        NativeTensorInfo info = Describe();
        if (info.Dimensions != 4 || info.DeviceType != (int)DeviceType.Cpu)
        {
            return false;
        }

        long* size = info.Sizes;
        long* stride = info.Strides;
        bool isPixelByPixel = stride[1] == 1 && stride[3] == size[1] && stride[2] == size[3] * size[1]
            && (size[0] == 1 || stride[0] == size[2] * stride[2]);
        GC.KeepAlive(this);
        return isPixelByPixel;
    }

    /// <summary>A new tensor with the given elements, row-major, on the processor.</summary>
    /// <typeparam name="T">byte, sbyte, short, int, long, Half, float, double or bool.</typeparam>
    /// <exception cref="ArgumentException">The number of values is not the product of the shape.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, params long[] shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(shape);
        long count = 1;
        foreach (long size in shape)
        {
            count = checked(count * size);
        }

        if (count != values.Length)
        {
            throw new ArgumentException(
                $"The shape [{string.Join(", ", shape)}] must hold {count} values. Got {values.Length}.", nameof(values));
        }

        Tensor tensor = Empty(shape, TypeOf<T>());
        values.CopyTo(tensor.Span<T>());
        return tensor;
    }

    /// <inheritdoc cref="From{T}(ReadOnlySpan{T}, long[])"/>
    public static Tensor From<T>(T[] values, params long[] shape)
        where T : unmanaged
        => From((ReadOnlySpan<T>)values, shape);

    /// <summary>A tensor over memory that someone else owns, without copying.</summary>
    /// <param name="data">The first element; row-major without gaps.</param>
    /// <param name="shape">Sizes of the dimensions.</param>
    /// <param name="type">Element type.</param>
    /// <param name="owner">Kept from the collector until libtorch lets go of the memory.</param>
    public static unsafe Tensor FromMemory(nint data, ReadOnlySpan<long> shape, ScalarType type, object owner)
    {
        var context = GCHandle.Alloc(owner);
        fixed (long* sizes = shape)
        {
            int status = NativeMethods.ct_tensor_from_memory(
                data, sizes, shape.Length, (int)type, &ReleaseOwner, GCHandle.ToIntPtr(context), out nint result);
            if (status != 0)
            {
                context.Free();
            }

            NativeMethods.Check(status, "tensor from memory");
            return new Tensor(result);
        }
    }

    /// <summary>The elements in place: a contiguous tensor on the processor. Valid until the tensor is disposed or collected: the caller keeps it alive.</summary>
    /// <exception cref="InvalidOperationException">The tensor is elsewhere, not contiguous, or of another type.</exception>
    public unsafe Span<T> Span<T>()
        where T : unmanaged
    {
        NativeTensorInfo info = Describe();
        if (info.DeviceType != (int)DeviceType.Cpu || !IsContiguous())
        {
            throw new InvalidOperationException("A span needs a contiguous tensor on the CPU: call Contiguous() or To(Device.Cpu) first.");
        }

        if ((ScalarType)info.Dtype != TypeOf<T>())
        {
            throw new InvalidOperationException($"The tensor's elements are {(ScalarType)info.Dtype}, not {typeof(T).Name}.");
        }

        return new Span<T>((void*)info.Data, checked((int)info.Elements));
    }

    /// <summary>A copy of the elements in row-major order, whatever the layout and device.</summary>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        using var scope = new TensorScope();
        Tensor local = Detach().To(Device.Cpu).Contiguous();
        T[] values = local.Span<T>().ToArray();
        GC.KeepAlive(local);
        return values;
    }

    /// <summary>The value of a tensor with one element.</summary>
    public double Item() => Operators.LocalScalarDense.CallScalar(this);

    /// <summary>The address of the first element; the caller keeps the tensor alive.</summary>
    public nint DataPointer => Describe().Data;

    /// <summary>Hands the one reference this object owns to native code; the object is as good as disposed.</summary>
    internal nint GiveAway()
    {
        nint pointer = Pointer;
        handle = 0;
        CountLive(-1);
        Dispose();
        return pointer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        nint pointer = Interlocked.Exchange(ref handle, 0);
        if (pointer != 0)
        {
            NativeMethods.ct_tensor_release(pointer);
            CountLive(-1);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Type and shape, such as <c>Float32 [8, 64]</c>.</summary>
    public override string ToString()
        => handle == 0
            ? "disposed tensor"
            : string.Create(CultureInfo.InvariantCulture, $"{ScalarType} [{string.Join(", ", Shape)}] on {Device}");

    private static ScalarType TypeOf<T>()
        => typeof(T) == typeof(float) ? ScalarType.Float32
            : typeof(T) == typeof(double) ? ScalarType.Float64
            : typeof(T) == typeof(long) ? ScalarType.Int64
            : typeof(T) == typeof(int) ? ScalarType.Int32
            : typeof(T) == typeof(byte) ? ScalarType.UInt8
            : typeof(T) == typeof(bool) ? ScalarType.Bool
            : typeof(T) == typeof(Half) ? ScalarType.Float16
            : typeof(T) == typeof(short) ? ScalarType.Int16
            : typeof(T) == typeof(sbyte) ? ScalarType.Int8
            : throw new ArgumentException($"A tensor's element must be a number or bool. Got {typeof(T).Name}.");

    [UnmanagedCallersOnly]
    private static void ReleaseOwner(nint context) => GCHandle.FromIntPtr(context).Free();

    private unsafe NativeTensorInfo Describe()
    {
        NativeTensorInfo info;
        NativeMethods.Check(NativeMethods.ct_tensor_describe(Pointer, &info));
        GC.KeepAlive(this);
        return info;
    }
}
