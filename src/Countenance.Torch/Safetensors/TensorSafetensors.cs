namespace Countenance.Torch.Safetensors;

/// <summary>Tensors into and out of safetensors files.</summary>
public static class TensorSafetensors
{
    private static readonly (ScalarType Scalar, SafetensorsType Stored)[] Types =
    [
        (ScalarType.UInt8, SafetensorsType.U8),
        (ScalarType.Int8, SafetensorsType.I8),
        (ScalarType.Int16, SafetensorsType.I16),
        (ScalarType.Int32, SafetensorsType.I32),
        (ScalarType.Int64, SafetensorsType.I64),
        (ScalarType.Float16, SafetensorsType.F16),
        (ScalarType.Float32, SafetensorsType.F32),
        (ScalarType.Float64, SafetensorsType.F64),
        (ScalarType.Bool, SafetensorsType.Bool),
        (ScalarType.BFloat16, SafetensorsType.BF16),
    ];

    /// <summary>A tensor to be written, whatever its layout and device; it must live until the file is written.</summary>
    /// <exception cref="ArgumentException">It holds 8-bit steps, for which the format has no type.</exception>
    public static unsafe SafetensorsSource ToSource(this Tensor tensor, string name)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ScalarType scalar = tensor.ScalarType;
        if (scalar is ScalarType.QInt8 or ScalarType.QUInt8)
        {
            throw new ArgumentException($"{name} holds 8-bit steps ({scalar}), which a safetensors file cannot: call Dequantize() first.", nameof(tensor));
        }

        SafetensorsType type = Types.First(pair => pair.Scalar == scalar).Stored;
        long length = tensor.ElementCount * type.ElementSize();
        return SafetensorsSource.FromCallback(name, type, tensor.Shape, stream =>
        {
            if (length == 0)
            {
                return; // no elements, no address
            }

            using var scope = new TensorScope();
            Tensor rows = tensor.Detach().To(Device.Cpu).Contiguous();
            using var bytes = new UnmanagedMemoryStream((byte*)rows.DataPointer, length);
            bytes.CopyTo(stream);
            GC.KeepAlive(rows);
        });
    }

    /// <summary>Reads one tensor of a file; a copy on the processor.</summary>
    /// <exception cref="SafetensorsException">The file has no such tensor, or its type has none in libtorch.</exception>
    public static unsafe Tensor ReadTensor(this SafetensorsFile file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        SafetensorsEntry entry = file[name];
        int index = Array.FindIndex(Types, pair => pair.Stored == entry.Type);
        if (index < 0)
        {
            throw new SafetensorsException(file.Path, $"{name} has the type {entry.Type}, which the engine does not hold.");
        }

        using var scope = new TensorScope();
        Tensor mapped = Tensor.FromMemory((nint)file.Pointer(entry), [.. entry.Shape], Types[index].Scalar, file);
        return scope.Keep(mapped.Clone());
    }

    /// <summary>Reads the tensors whose names start with a prefix, under their names without it; the caller owns them.</summary>
    public static Dictionary<string, Tensor> ReadTensors(this SafetensorsFile file, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Entries
            .Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Name[prefix.Length..], entry => file.ReadTensor(entry.Name));
    }
}
