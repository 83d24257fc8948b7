using System.Security.Cryptography;
using System.Text;
using Countenance.Album.Storage;
using Countenance.Datasets;

namespace Countenance.Album.Indexing;

/// <summary>
/// Brings the images of a data set into an album of its own: each is one face, cut out already, under the data set's name for it and
/// embedded from the data set's pixels. An image is known by its name and its pixels, so that what persons say of it outlives new labels,
/// and so that copies under several names stay apart. Of several images of one name the first is taken.
/// </summary>
public sealed class DatasetIndexer
{
    private const int AtOnce = 512;

    private readonly ImageDataset dataset;
    private readonly int[] images;
    private readonly string[] hashes; // [images]

    /// <summary>Looks at the images.</summary>
    /// <param name="dataset">The data set; it stays the caller's.</param>
    public DatasetIndexer(ImageDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        this.dataset = dataset;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        images = [.. Enumerable.Range(0, dataset.Count).Where(image => seen.Add(dataset.Names[image]))];
        hashes = [.. images.AsParallel().AsOrdered().Select(Hash)];
        Key = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(hashes))));
    }

    /// <summary>What names the images and their pixels, whatever their labels: 64 lower-case hexadecimal digits.</summary>
    public string Key { get; }

    /// <summary>Number of faces the album has in the end.</summary>
    public int Count => images.Length;

    /// <summary>Stores and embeds the images that the album does not have from this model. What is stored stays when it is stopped.</summary>
    /// <param name="store">The album.</param>
    /// <param name="embedder">What embeds them.</param>
    /// <param name="progress">
    /// Told the number of images that are embedded, those of earlier runs first; nothing when all are. May be null.
    /// </param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>The model as the album knows it.</returns>
    /// <exception cref="AlbumException">The album cannot be written, or holds other faces too.</exception>
    public AlbumModel Run(
        IAlbumStore store, FaceEmbedder embedder, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(embedder);
        var embedded = new HashSet<string>(StringComparer.Ordinal);
        if (store.Models().FirstOrDefault(known => known.Digest == embedder.Digest) is { } model)
        {
            store.VisitFaces(model.Id, face => embedded.Add(face.PhotoHash));
            if (embedded.SetEquals(hashes))
            {
                return model;
            }
        }

        Dictionary<string, long> stored = Stored(store);
        model = store.AddModel(embedder.Digest, embedder.Name, embedder.Card.Outputs, embedder.Card.Classes);
        int[] missing = [.. Enumerable.Range(0, Count).Where(place => !embedded.Contains(hashes[place]))];
        Fill(store, embedder, model.Id, missing, stored, progress, cancellation);
        return model;
    }

    // The faces of whatever model; nothing is written to an album of others.
    private Dictionary<string, long> Stored(IAlbumStore store)
    {
        var stored = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (AlbumModel known in store.Models())
        {
            store.VisitFaces(known.Id, face => stored[face.PhotoHash] = face.Id);
        }

        return stored.Keys.Except(hashes).Any()
            ? throw new AlbumException(store.Location, $"it holds other faces than those of {dataset.Format} {dataset.Split}; name another file")
            : stored;
    }

    private void Fill(
        IAlbumStore store,
        FaceEmbedder embedder,
        long model,
        int[] places,
        Dictionary<string, long> stored,
        IProgress<int>? progress,
        CancellationToken cancellation)
    {
        int done = Count - places.Length;
        progress?.Report(done);
        foreach (int[] some in places.Chunk(AtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<FaceEmbedding> embeddings = embedder.Embed(dataset, [.. some.Select(place => images[place])], cancellation);
            Save(store, model, some, embeddings, stored);
            progress?.Report(done += some.Length);
        }
    }

    private void Save(
        IAlbumStore store, long model, int[] places, IReadOnlyList<FaceEmbedding> embeddings, Dictionary<string, long> stored)
    {
        var again = new List<(long Face, FaceEmbedding Embedding)>();
        var fresh = new List<(int Place, FaceEmbedding Embedding)>();
        for (int i = 0; i < places.Length; i++)
        {
            if (stored.TryGetValue(hashes[places[i]], out long face))
            {
                again.Add((face, embeddings[i]));
            }
            else
            {
                fresh.Add((places[i], embeddings[i]));
            }
        }

        ProcessedFile[] files = [.. fresh.AsParallel().AsOrdered().Select(image => Describe(image.Place, image.Embedding))];
        store.Enqueue([.. files.Select(file => file.File)]);
        store.Save(files, model);
        store.SaveEmbeddings(model, again);
    }

    private ProcessedFile Describe(int place, FaceEmbedding embedding)
    {
        int image = images[place];
        int length = dataset.Pixels(image).Length;
        IndexedPhoto photo = new PhotoSearch(new WholePictureFinder())
            .Describe(DatasetImages.ToImage(dataset, image), hashes[place], length, taken: null);
        return new ProcessedFile(
            new FoundFile(dataset.Names[image], length, DateTime.UnixEpoch),
            hashes[place],
            photo with { Faces = [.. photo.Faces.Select(face => face with { Embedding = embedding })] });
    }

    private string Hash(int image)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(dataset.Names[image] + "\n"));
        hash.AppendData(dataset.Pixels(image));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
