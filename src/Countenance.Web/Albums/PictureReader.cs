using System.Security.Cryptography;
using Countenance.Album.Indexing;
using Countenance.Album.Storage;

namespace Countenance.Web.Albums;

/// <summary>Finds and embeds the faces of a picture; loaded when it is first needed, one picture at a time.</summary>
/// <param name="album">The album whose model embeds them.</param>
/// <param name="options">Where its file lies, and how faces are found.</param>
internal sealed class PictureReader(AlbumView album, PageOptions options) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim gate = new(1);
    private FaceEmbedder? embedder;
    private IFaceFinder? finder;

    /// <summary>Whether there is a model to embed with.</summary>
    public bool IsThere => options.ModelFile is not null;

    /// <summary>Decodes a picture as any hostile file and embeds its faces, left to right.</summary>
    /// <exception cref="QueryException">There is no model, the picture cannot be decoded, or is another model's.</exception>
    public async Task<QueryPicture> ReadAsync(byte[] contents, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => Read(contents, cancellation), cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        if (!gate.Wait(Patience))
        {
            return; // a picture is still being embedded: the model must stay as long as that goes on
        }

        embedder?.Dispose();
        (finder as IDisposable)?.Dispose();
        gate.Dispose();
    }

    private QueryPicture Read(byte[] contents, CancellationToken cancellation)
    {
        FaceEmbedder ready = Load();
        string hash = Convert.ToHexStringLower(SHA256.HashData(contents));
        IndexedPhoto photo = new PhotoSearch(finder ??= options.Finder.Create()).Run(contents, hash, "picture", cancellation);
        bool isWhole = photo.Refusal is null && photo.Faces.Count == 0;
        if (isWhole)
        {
            photo = new PhotoSearch(new WholePictureFinder()).Run(contents, hash, "picture", cancellation);
        }

        if (photo.Refusal is { } refusal)
        {
            throw new QueryException($"This picture cannot be used: {refusal}.");
        }

        IndexedFace[] faces = [.. photo.Faces.OrderBy(face => face.Region.Left)];
        IReadOnlyList<FaceEmbedding> embeddings = ready.Embed([.. faces.Select(face => face.Crop)], cancellation);
        return new QueryPicture(
            QueryPictures.NewKey(),
            hash,
            isWhole,
            [.. faces.Select((face, i) => new QueryFace(face.Thumbnail, embeddings[i]))]);
    }

    private FaceEmbedder Load()
    {
        if (embedder is not null)
        {
            return embedder;
        }

        string file = options.ModelFile ?? throw new QueryException(
            "The model that embedded this album is no longer where it was. Start the page with --model FILE to search by a picture.");
        return embedder = album.LoadEmbedder(file);
    }
}
