using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Countenance.Torch.Safetensors;

/// <summary>
/// A safetensors file, mapped into memory, read-only: opening reads the header alone, the data are paged in as they are touched. Any
/// number of threads may read.
/// </summary>
/// <remarks>
/// The header is checked in full before anything is handed out: a truncated, damaged or hostile file is a
/// <see cref="SafetensorsException"/>. Spans and pointers are into the map and valid until <see cref="Dispose"/>. A file truncated by
/// another process <em>while</em> it is mapped cannot be guarded against; files replaced by <see cref="AtomicFile"/> never are.
/// </remarks>
public sealed unsafe class SafetensorsFile : IDisposable
{
    private const int LengthBytes = 8;

    private readonly Dictionary<string, SafetensorsEntry> byName;
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* data;
    private int isDisposed;

    private SafetensorsFile(string path, MemoryMappedFile map, MemoryMappedViewAccessor view, byte* start, long fileLength)
    {
        Path = path;
        this.map = map;
        this.view = view;

        long headerLength = ReadHeaderLength(start, fileLength);
        data = start + LengthBytes + headerLength;
        var header = SafetensorsHeader.Parse(new(start + LengthBytes, (int)headerLength), fileLength - LengthBytes - headerLength);
        Metadata = header.Metadata.AsReadOnly();
        Entries = header.Entries.AsReadOnly();
        byName = header.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>The header's <c>__metadata__</c>; empty when there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors, in the order of their data in the file.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>The tensor with a name.</summary>
    /// <exception cref="SafetensorsException">There is none; the message lists the names most like it.</exception>
    public SafetensorsEntry this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            return byName.TryGetValue(name, out var entry)
                ? entry
                : throw new SafetensorsException(Path, $"there is no tensor '{name}'; {NearNames.Describe(name, byName.Keys)}");
        }
    }

    /// <summary>Opens a file and checks its header.</summary>
    /// <returns>The open file; the caller disposes it.</returns>
    /// <exception cref="SafetensorsException">The file cannot be opened or is not valid safetensors.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return Map(path);
        }
        catch (FileNotFoundException error)
        {
            throw new SafetensorsException(path, "the file does not exist", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or NotSupportedException)
        {
            throw new SafetensorsException(path, error.Message, error);
        }
    }

    /// <summary>Finds the tensor with a name; false when there is none.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out SafetensorsEntry? entry) =>
        byName.TryGetValue(name, out entry);

    /// <summary>The first of a tensor's <see cref="SafetensorsEntry.Length"/> bytes; read-only, valid until the file is disposed.</summary>
    /// <exception cref="ArgumentException">The entry is not one of <see cref="Entries"/>.</exception>
    /// <exception cref="ObjectDisposedException">The file is disposed.</exception>
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "It is a pointer.")]
    public byte* Pointer(SafetensorsEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref isDisposed) != 0, this);

        // A made-up entry could point anywhere.
        if (!byName.TryGetValue(entry.Name, out var own) || !ReferenceEquals(own, entry))
        {
            throw new ArgumentException($"Entry must be one of this file's entries. Got '{entry.Name}' of another.", nameof(entry));
        }

        return data + entry.Offset;
    }

    /// <summary>The bytes of a tensor, up to 2 GiB; valid until the file is disposed.</summary>
    /// <exception cref="ArgumentException">It has more than 2³¹ − 1 bytes (use <see cref="Pointer"/>), or is not of this file.</exception>
    /// <exception cref="ObjectDisposedException">The file is disposed.</exception>
    public ReadOnlySpan<byte> Bytes(SafetensorsEntry entry)
    {
        byte* pointer = Pointer(entry);
        if (entry.Length > int.MaxValue)
        {
            throw new ArgumentException(
                $"Entry must have at most {int.MaxValue} bytes to be a span; use Pointer. Got '{entry.Name}' with {entry.Length}.",
                nameof(entry));
        }

        return new ReadOnlySpan<byte>(pointer, (int)entry.Length);
    }

    /// <summary>The elements of a tensor, row-major, not copied; valid until the file is disposed.</summary>
    /// <typeparam name="T">byte (U8 and BOOL), sbyte, short, ushort, Half, int, uint, float, double, long or ulong. BF16 has no .NET type:
    /// use <see cref="Bytes"/>.</typeparam>
    /// <remarks>In files of other writers elements may be unaligned.</remarks>
    /// <exception cref="SafetensorsException">There is no such tensor, or its type is not <typeparamref name="T"/>'s.</exception>
    /// <exception cref="ArgumentException">The tensor has more than 2³¹ − 1 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The file is disposed.</exception>
    public ReadOnlySpan<T> Values<T>(string name)
        where T : unmanaged
    {
        var entry = this[name];
        bool isByteOfBool = typeof(T) == typeof(byte) && entry.Type == SafetensorsType.Bool;
        if (SafetensorsTypeExtensions.Of<T>() != entry.Type && !isByteOfBool)
        {
            throw new SafetensorsException(Path, $"tensor '{name}' is {entry.Type.FormatName()}, which cannot be read as {typeof(T).Name}");
        }

        return MemoryMarshal.Cast<byte, T>(Bytes(entry));
    }

    /// <summary>Unmaps the file; spans and pointers into it become invalid.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) == 0)
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            map.Dispose();
        }
    }

    private static SafetensorsFile Map(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        MemoryMappedFile? map = null;
        MemoryMappedViewAccessor? view = null;
        byte* start = null;
        try
        {
            long length = stream.Length;
            if (length < LengthBytes + 2)
            {
                throw new FormatException($"the file has {length} bytes; the shortest safetensors file has {LengthBytes + 2} (truncated?)");
            }

            map = MemoryMappedFile.CreateFromFile(
                stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            return new SafetensorsFile(path, map, view, start + view.PointerOffset, length);
        }
        catch
        {
            if (start is not null)
            {
                view!.SafeMemoryMappedViewHandle.ReleasePointer();
            }

            view?.Dispose();
            map?.Dispose();
            stream.Dispose();
            throw;
        }
    }

    private static long ReadHeaderLength(byte* start, long fileLength)
    {
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(start, LengthBytes));
        if (length > SafetensorsHeader.MaxLength)
        {
            throw new FormatException(
                $"the header length is {length}, more than the {SafetensorsHeader.MaxLength} bytes allowed (not a safetensors file?)");
        }

        return (long)length <= fileLength - LengthBytes
            ? (long)length
            : throw new FormatException($"the header length is {length}, but only {fileLength - LengthBytes} bytes follow (truncated?)");
    }
}
