namespace Countenance.Datasets.Files;

/// <summary>Reads files of one <see cref="FileTree"/>, one after the other, for one thread.</summary>
internal abstract class FileTreeReader(FileTree tree) : IDisposable
{
    private byte[] buffer = [];

    /// <summary>The content of a file, valid until the next call.</summary>
    /// <exception cref="DatasetException">The file cannot be read.</exception>
    public ReadOnlySpan<byte> Read(FileEntry entry)
    {
        if (entry.Length > FileTree.MaximumFileBytes)
        {
            throw new DatasetException(tree.Place(entry.Name), $"is {entry.Length} bytes long, more than {FileTree.MaximumFileBytes}");
        }

        try
        {
            if (buffer.Length < entry.Length)
            {
                buffer = GC.AllocateUninitializedArray<byte>((int)entry.Length);
            }

            Span<byte> content = buffer.AsSpan(0, (int)entry.Length);
            Fill(entry, content);
            return content;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DatasetException(tree.Place(entry.Name), $"cannot be read ({exception.Message})", exception);
        }
    }

    /// <summary>
    /// A file of any length as a stream, which the caller owns. Nobody may read the tree otherwise until the stream is closed.
    /// </summary>
    /// <exception cref="DatasetException">The file cannot be opened.</exception>
    public Stream OpenStream(FileEntry entry)
    {
        try
        {
            return Open(entry);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DatasetException(tree.Place(entry.Name), $"cannot be read ({exception.Message})", exception);
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads a whole file, for which there is just room.</summary>
    protected virtual void Fill(FileEntry entry, Span<byte> content)
    {
        using Stream stream = Open(entry);
        stream.ReadExactly(content);
    }

    protected abstract Stream Open(FileEntry entry);

    protected virtual void Dispose(bool disposing)
    {
    }
}
