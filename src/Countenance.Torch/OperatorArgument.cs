using System.Runtime.CompilerServices;
using Countenance.Torch.Interop;

namespace Countenance.Torch;

/// <summary>
/// One argument of an operator: a tensor, a number, a list, or nothing. Converts implicitly from each, so that
/// <c>op.Call(x, 2, 0.5, [1, 1])</c> reads like the operator's own signature and allocates nothing.
/// </summary>
public readonly struct OperatorArgument
{
    internal readonly object? Reference;
    internal readonly long Bits;
    internal readonly int Length;
    internal readonly ValueTag Tag;

    private OperatorArgument(ValueTag tag, long bits = 0, object? reference = null, int length = 0)
    {
        Tag = tag;
        Bits = bits;
        Reference = reference;
        Length = length;
    }

    /// <summary>No value, for an optional parameter.</summary>
    public static OperatorArgument None => default;

#pragma warning disable CS1591, CA2225 // conversions speak for themselves
    public static implicit operator OperatorArgument(Tensor? tensor) => tensor is null ? default : new(ValueTag.Tensor, reference: tensor);

    public static implicit operator OperatorArgument(int value) => new(ValueTag.Int, value);

    public static implicit operator OperatorArgument(long value) => new(ValueTag.Int, value);

    public static implicit operator OperatorArgument(double value) => new(ValueTag.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator OperatorArgument(bool value) => new(ValueTag.Bool, value ? 1 : 0);

    public static implicit operator OperatorArgument(long[] values) => new(ValueTag.IntList, reference: values, length: values.Length);

    public static implicit operator OperatorArgument(double[] values) => new(ValueTag.DoubleList, reference: values, length: values.Length);

    public static implicit operator OperatorArgument(Tensor[] values) => new(ValueTag.TensorList, reference: values, length: values.Length);

    public static implicit operator OperatorArgument(ScalarType type) => new(ValueTag.Int, (long)type);

    public static implicit operator OperatorArgument(MemoryFormat format) => new(ValueTag.Int, (long)format);

    public static implicit operator OperatorArgument(Device device) => new(ValueTag.Device, (long)device.Type, length: device.Index);

    public static implicit operator OperatorArgument(RandomGenerator? generator)
        => generator is null ? default : new(ValueTag.Generator, reference: generator);

    public static implicit operator OperatorArgument(TorchObject? value)
        => value is null ? default : new(ValueTag.Object, reference: value);
#pragma warning restore CS1591, CA2225

    /// <summary>Bytes of scratch memory the native form of this argument needs.</summary>
    internal int ScratchBytes => Tag is ValueTag.IntList or ValueTag.DoubleList or ValueTag.TensorList ? Length * sizeof(long) : 0;

    /// <summary>Writes the native form; lists are copied to <paramref name="scratch"/>, which is advanced.</summary>
    internal unsafe void Write(NativeValue* target, ref byte* scratch)
    {
        target->Tag = Tag;
        target->Length = Length;
        switch (Tag)
        {
            case ValueTag.Tensor:
                target->Pointer = Unsafe.As<Tensor>(Reference!).Pointer;
                break;
            case ValueTag.Generator:
                target->Pointer = Unsafe.As<RandomGenerator>(Reference!).Pointer;
                break;
            case ValueTag.Object:
                target->Pointer = Unsafe.As<TorchObject>(Reference!).Pointer;
                break;
            case ValueTag.IntList:
                target->Pointer = (nint)scratch;
                Unsafe.As<long[]>(Reference!).CopyTo(new Span<long>(scratch, Length));
                break;
            case ValueTag.DoubleList:
                target->Pointer = (nint)scratch;
                Unsafe.As<double[]>(Reference!).CopyTo(new Span<double>(scratch, Length));
                break;
            case ValueTag.TensorList:
                target->Pointer = (nint)scratch;
                CopyPointers(new Span<nint>(scratch, Length));
                break;
            default:
                target->Integer = Bits;
                break;
        }

        scratch += ScratchBytes;
    }

    private void CopyPointers(Span<nint> target)
    {
        var tensors = Unsafe.As<Tensor[]>(Reference!);
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = tensors[i].Pointer;
        }
    }
}
