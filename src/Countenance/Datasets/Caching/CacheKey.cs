using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Countenance.Datasets.Caching;

/// <summary>Collects what cached pixels depend on into a SHA-256; values cannot run into each other.</summary>
internal sealed class CacheKey : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Append(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }

    public void Append(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        Append(bytes.Length);
        hash.AppendData(bytes);
    }

    /// <summary>The key, 64 hex digits; the collection starts anew.</summary>
    public string Finish() => Convert.ToHexStringLower(hash.GetHashAndReset());

    public void Dispose() => hash.Dispose();
}
