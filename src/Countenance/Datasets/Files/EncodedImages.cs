using Countenance.Datasets.Caching;
using Countenance.Vision;

namespace Countenance.Datasets.Files;

/// <summary>Image files of a tree as a source of pixels.</summary>
/// <param name="tree">Where they are; must outlive the source.</param>
/// <param name="entries">The files, in the order of the block.</param>
/// <param name="color">Grey or RGB.</param>
/// <param name="shape">Shape of the block; images of another size are resized.</param>
/// <param name="storedSize">The size every image must have in its file, or null when any will do.</param>
/// <param name="faces">The part of each image that is taken, as <see cref="PixelBox.Within"/> says; null to take all of every one.</param>
internal sealed class EncodedImages(
    FileTree tree,
    IReadOnlyList<FileEntry> entries,
    ColorMode color,
    PixelShape shape,
    (int Width, int Height)? storedSize,
    IReadOnlyList<PixelBox>? faces = null)
    : PixelSource(shape)
{
    public override void AppendKey(CacheKey key)
    {
        key.Append("encoded images");
        key.Append(tree.Identity);
        foreach (FileEntry entry in entries)
        {
            key.Append(entry.Name);
            key.Append(entry.Length);
            key.Append(entry.Stamp);
        }

        if (faces is null)
        {
            return;
        }

        key.Append("faces");
        foreach (PixelBox face in faces)
        {
            key.Append(((long)face.Left << 32) | (uint)face.Top);
            key.Append(((long)face.Width << 32) | (uint)face.Height);
        }
    }

    public override void Decode(Stream destination, IProgress<DecodingProgress>? progress, CancellationToken cancellation)
    {
        var unreadable = new UnreadableImages();
        using var readers = new ReaderPool(tree);
        var chunk = new byte[ChunkImages * Shape.ImageBytes];
        for (int start = 0; start < Shape.Count; start += ChunkImages)
        {
            int first = start;
            int count = Math.Min(ChunkImages, Shape.Count - start);
            int next = -1;
            Parallel.For(0, Math.Min(count, Environment.ProcessorCount), _ =>
            {
                FileTreeReader reader = readers.Rent();
                var interleaved = new byte[Shape.ImageBytes];
                for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                {
                    if (cancellation.IsCancellationRequested)
                    {
                        break;
                    }

                    DecodeOne(reader, first + i, interleaved, chunk.AsSpan(i * Shape.ImageBytes, Shape.ImageBytes), unreadable);
                }

                readers.Return(reader);
            });
            cancellation.ThrowIfCancellationRequested();
            destination.Write(chunk, 0, count * Shape.ImageBytes);
            progress?.Report(new DecodingProgress(start + count, Shape.Count));
        }

        unreadable.ThrowIfAny(tree.Path);
    }

    private void DecodeOne(FileTreeReader reader, int index, byte[] interleaved, Span<byte> planar, UnreadableImages unreadable)
    {
        string place = tree.Place(entries[index].Name);
        try
        {
            ReadOnlySpan<byte> encoded = reader.Read(entries[index]);
            if (storedSize is { } size)
            {
                DecodeExact(encoded, place, size, interleaved);
            }
            else if (faces is not null)
            {
                Image face = faces[index].Cut(ImageCodec.Decode(encoded, color, place));
                Planes.Resize(face, Shape.Width, Shape.Height).CopyTo(interleaved, 0);
            }
            else
            {
                ImageCodec.Decode(encoded, color, place, interleaved, Shape.Width, Shape.Height);
            }

            Planes.FromInterleaved(interleaved, Shape.Channels, planar);
        }
        catch (Exception exception) when (exception is DatasetException or ImageException)
        {
            unreadable.Add(index, exception.Message);
        }
    }

    private void DecodeExact(ReadOnlySpan<byte> encoded, string place, (int Width, int Height) size, byte[] interleaved)
    {
        Image image = ImageCodec.Decode(encoded, color, place);
        if ((image.Width, image.Height) != size)
        {
            throw new DatasetException(place, $"the image is {image.Width}×{image.Height} pixels, expected {size.Width}×{size.Height}");
        }

        Planes.Resize(image, Shape.Width, Shape.Height).CopyTo(interleaved, 0);
    }

    /// <summary>Readers are kept from chunk to chunk: opening a zip means reading its directory.</summary>
    private sealed class ReaderPool(FileTree tree) : IDisposable
    {
        private readonly System.Collections.Concurrent.ConcurrentBag<FileTreeReader> idle = [];

        public FileTreeReader Rent() => idle.TryTake(out FileTreeReader? reader) ? reader : tree.OpenReader();

        public void Return(FileTreeReader reader) => idle.Add(reader);

        public void Dispose()
        {
            foreach (FileTreeReader reader in idle)
            {
                reader.Dispose();
            }
        }
    }
}
