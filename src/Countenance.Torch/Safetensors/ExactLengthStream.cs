namespace Countenance.Torch.Safetensors;

/// <summary>A write-only window on a file for one tensor: takes exactly the announced number of bytes; disposing leaves the file.</summary>
internal sealed class ExactLengthStream(Stream inner, string name, long length) : Stream
{
    private long written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => written;
        set => throw new NotSupportedException();
    }

    public void CheckComplete()
    {
        if (written != length)
        {
            throw new InvalidOperationException($"The source of tensor '{name}' must write {length} bytes. Got {written}.");
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > length - written)
        {
            throw new InvalidOperationException(
                $"The source of tensor '{name}' must write {length} bytes. Got {written + buffer.Length} and perhaps more.");
        }

        inner.Write(buffer);
        written += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
