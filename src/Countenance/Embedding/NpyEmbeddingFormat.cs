using System.Runtime.InteropServices;
using Countenance.Torch;

namespace Countenance.Embedding;

/// <summary>Embeddings as a NumPy array with a JSON file beside it; <see cref="EmbeddingFile"/> describes the layout.</summary>
internal sealed class NpyEmbeddingFormat : IEmbeddingFormat
{
    public string Extension => ".npy";

    public void Write(string path, EmbeddingSet set)
    {
        var matrix = set.Embeddings;
        byte[] header = NpyHeader.Compose(matrix.Count, matrix.Dimension);

        // Two files cannot be replaced as one. A reader in between finds particulars of another array and refuses them unless the
        // shapes agree.
        EmbeddingSidecar.Write(SidecarPath(path), set);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            const int Chunk = 1 << 24;
            for (int start = 0; start < matrix.Values.Length; start += Chunk)
            {
                stream.Write(MemoryMarshal.AsBytes(matrix.Values.AsSpan(start, Math.Min(Chunk, matrix.Values.Length - start))));
            }
        });
    }

    public EmbeddingSet Read(string path)
    {
        var matrix = ReadArray(path);
        string sidecar = SidecarPath(path);
        return File.Exists(sidecar) ? EmbeddingSidecar.Read(sidecar, matrix) : new EmbeddingSet(matrix);
    }

    private static string SidecarPath(string path) => path + ".json";

    private static EmbeddingMatrix ReadArray(string path)
    {
        using var stream = File.OpenRead(path);
        var (rows, columns) = NpyHeader.Read(stream);
        if (rows * columns > Array.MaxLength)
        {
            throw new FormatException($"the array [{rows}, {columns}] has more than {Array.MaxLength} numbers");
        }

        long expected = rows * columns * sizeof(float);
        long actual = stream.Length - stream.Position;
        if (expected != actual)
        {
            throw new FormatException($"the array [{rows}, {columns}] needs {expected} bytes, but {actual} follow the header");
        }

        float[] values = new float[rows * columns];
        const int Chunk = 1 << 24;
        for (int start = 0; start < values.Length; start += Chunk)
        {
            stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(start, Math.Min(Chunk, values.Length - start))));
        }

        return new EmbeddingMatrix(values, (int)columns);
    }
}
