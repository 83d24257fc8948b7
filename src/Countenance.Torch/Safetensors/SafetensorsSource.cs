using System.Runtime.InteropServices;

namespace Countenance.Torch.Safetensors;

/// <summary>One tensor to be written: its name, type and shape, and where its bytes come from when the file is written.</summary>
public sealed class SafetensorsSource
{
    private readonly Action<Stream> write;

    private SafetensorsSource(string name, SafetensorsType type, IReadOnlyList<long> shape, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        Name = name;
        Type = type;
        Shape = [.. shape];
        this.write = write;
        if (Shape.Count > SafetensorsHeader.MaxRank || Shape.Any(dimension => dimension < 0))
        {
            throw new ArgumentException(
                $"Shape of '{name}' must have at most {SafetensorsHeader.MaxRank} dimensions, none negative. "
                + $"Got [{string.Join(", ", Shape)}].",
                nameof(shape));
        }

        Length = type.ByteLength(Shape)
            ?? throw new ArgumentException(
                $"Shape of '{name}' must be countable in 63 bits. Got [{string.Join(", ", Shape)}].", nameof(shape));
    }

    /// <summary>The tensor's name.</summary>
    public string Name { get; }

    /// <summary>Element type.</summary>
    public SafetensorsType Type { get; }

    /// <summary>Dimensions, outermost first; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Bytes: the product of the shape times the element size.</summary>
    public long Length { get; }

    /// <summary>A tensor whose bytes (row-major, little-endian) are in managed memory; read when the file is written.</summary>
    /// <exception cref="ArgumentException">The number of bytes is not that of the shape.</exception>
    public static SafetensorsSource FromBytes(string name, SafetensorsType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> bytes)
    {
        var source = new SafetensorsSource(name, type, shape, stream => stream.Write(bytes.Span));
        source.CheckLength(bytes.Length, nameof(bytes));
        return source;
    }

    /// <summary>A tensor whose elements are in managed memory; read when the file is written.</summary>
    /// <typeparam name="T">byte, sbyte, short, ushort, Half, int, uint, float, double, long or ulong; it decides the type.</typeparam>
    /// <exception cref="ArgumentException">The number of elements is not that of the shape, or the format has no type for them.</exception>
    public static SafetensorsSource FromValues<T>(string name, IReadOnlyList<long> shape, ReadOnlyMemory<T> values)
        where T : unmanaged
    {
        var type = SafetensorsTypeExtensions.Of<T>()
            ?? throw new ArgumentException($"Values must be of a type the format has. Got {typeof(T).Name}.", nameof(values));
        var source = new SafetensorsSource(name, type, shape, stream => WriteValues(stream, values.Span));
        source.CheckLength((long)values.Length * type.ElementSize(), nameof(values));
        return source;
    }

    /// <summary>A tensor in native memory, row-major and dense; it must live until the file is written.</summary>
    /// <exception cref="ArgumentException">The number of bytes is not that of the shape, or there are bytes at a null address.</exception>
    public static SafetensorsSource FromPointer(string name, SafetensorsType type, IReadOnlyList<long> shape, nint address, long length)
    {
        if (address == 0 && length != 0)
        {
            throw new ArgumentException($"Address of '{name}' must not be null. Got null with {length} bytes.", nameof(address));
        }

        var source = new SafetensorsSource(name, type, shape, stream => WriteNative(stream, address, length));
        source.CheckLength(length, nameof(length));
        return source;
    }

    /// <summary>A tensor whose bytes, exactly <see cref="Length"/>, a callback writes when the file is written.</summary>
    public static SafetensorsSource FromCallback(string name, SafetensorsType type, IReadOnlyList<long> shape, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        return new SafetensorsSource(name, type, shape, write);
    }

    /// <summary>Writes the tensor's bytes to <paramref name="file"/>.</summary>
    /// <exception cref="InvalidOperationException">The callback wrote too few or too many bytes.</exception>
    internal void WriteTo(Stream file)
    {
        using var counted = new ExactLengthStream(file, Name, Length);
        write(counted);
        counted.CheckComplete();
    }

    private static void WriteValues<T>(Stream stream, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        // A span of bytes holds 2 GiB; an array of longs may hold more.
        const int Chunk = 1 << 20;
        for (; values.Length > Chunk; values = values[Chunk..])
        {
            stream.Write(MemoryMarshal.AsBytes(values[..Chunk]));
        }

        stream.Write(MemoryMarshal.AsBytes(values));
    }

    private static unsafe void WriteNative(Stream stream, nint address, long length)
    {
        const long Chunk = 1 << 26;
        for (long done = 0; done < length; done += Chunk)
        {
            stream.Write(new ReadOnlySpan<byte>((byte*)address + done, (int)Math.Min(Chunk, length - done)));
        }
    }

    private void CheckLength(long bytes, string parameter)
    {
        if (bytes != Length)
        {
            throw new ArgumentException(
                $"'{Name}' of {Type.FormatName()} [{string.Join(", ", Shape)}] must have {Length} bytes. Got {bytes}.", parameter);
        }
    }
}
