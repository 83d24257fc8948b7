using System.Runtime.InteropServices;

namespace Countenance.Torch.Interop;

/// <summary><c>ct_tag</c>: what a value crossing the boundary holds.</summary>
internal enum ValueTag
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    IntList = 5,
    DoubleList = 6,
    TensorList = 7,
    Device = 8,
    Generator = 9,
    String = 10,
    Object = 11,
}

/// <summary><c>ct_value</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct NativeValue
{
    [FieldOffset(0)]
    public ValueTag Tag;

    [FieldOffset(4)]
    public int Length;

    [FieldOffset(8)]
    public long Integer;

    [FieldOffset(8)]
    public double Real;

    [FieldOffset(8)]
    public nint Pointer;
}

/// <summary><c>ct_tensor_info</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeTensorInfo
{
    public nint Data;
    public long* Sizes;
    public long* Strides;
    public long Dimensions;
    public long Elements;
    public int Dtype;
    public int DeviceType;
    public int DeviceIndex;
    public int RequiresGrad;
}
