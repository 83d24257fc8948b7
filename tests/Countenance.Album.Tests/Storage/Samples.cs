using Countenance.Album.Storage;

namespace Countenance.Album.Tests.Storage;

/// <summary>Photos and faces made up of numbers, for stores.</summary>
internal static class Samples
{
    public const int Dimension = 3;
    public const string Finder = "finder 1";

    public static readonly string[] Classes = ["neutral", "happiness"];

    public static FoundFile File(string path, int version = 1) =>
        new(path, 1000 + version, new DateTime(2024, 5, 1, 12, 0, version, DateTimeKind.Utc).AddTicks(7));

    public static string Hash(int number) => number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);

    public static IndexedFace Face(float left, bool embedded = true) => new(
        new FaceRegion(left, 0.25f, 0.1f, 0.2f),
        [1, 2, 3, 4, 5, 6, 7, 0.125f],
        0.75f,
        12.5,
        [0xff, 0xd8, 0xff, (byte)(100 * left)],
        [.. Enumerable.Range(0, 48 * 48).Select(i => (byte)i)],
        embedded ? Embedding(left) : null);

    public static FaceEmbedding Embedding(float x) => new([x, -x, 1e-3f], [0.25f, 0.75f], 1, 0.125, -1234.5);

    public static IndexedPhoto Photo(int number, params IndexedFace[] faces) =>
        new(Hash(number), 1001, 640, 480, new DateTime(2020, 2, 29, 23, 59, 58), 0xf000000000000001, Finder, null, faces);

    public static IndexedPhoto RefusedPhoto(int number, string reason) => new(Hash(number), 1001, 0, 0, null, 0, Finder, reason, []);

    public static ProcessedFile Processed(FoundFile file, IndexedPhoto photo) => new(file, photo.Hash, photo);

    /// <summary>A store with a model, and photos under paths as if an indexer had put them there.</summary>
    public static AlbumModel Fill(IAlbumStore store, params (string Path, IndexedPhoto Photo)[] photos)
    {
        AlbumModel model = store.AddModel(new string('a', 64), "model.safetensors", Dimension, Classes);
        store.Enqueue([.. photos.Select(photo => File(photo.Path))]);
        store.Claim("sample", photos.Length, TimeSpan.FromMinutes(1));
        store.Save([.. photos.Select(photo => Processed(File(photo.Path), photo.Photo))], model.Id);
        return model;
    }

    public static List<AlbumFace> Faces(this IAlbumStore store, AlbumModel model)
    {
        var faces = new List<AlbumFace>();
        store.VisitFaces(model.Id, faces.Add);
        return faces;
    }
}
