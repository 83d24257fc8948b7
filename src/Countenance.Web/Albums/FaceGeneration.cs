using Countenance.Album.Search;
using Countenance.Album.Storage;

namespace Countenance.Web.Albums;

/// <summary>What is known of the faces whatever persons say of them; snapshots share it until faces come or go.</summary>
internal sealed class FaceGeneration
{
    private readonly Dictionary<long, int> rows = [];
    private readonly Dictionary<string, List<int>> photos = new(StringComparer.Ordinal);
    private readonly string?[] given;
    private readonly Lazy<string[]> folders;
    private readonly Dictionary<FaceOrder, Lazy<int[]>> orders;

    /// <summary>Puts it together.</summary>
    /// <param name="index">The faces.</param>
    /// <param name="number">Changes when faces come or go.</param>
    /// <param name="data">The data set that the faces are images of; null in an album of photos.</param>
    public FaceGeneration(AlbumIndex index, int number, LabelledData? data)
    {
        Number = number;
        given = [.. index.Faces.Select(face => data?.LabelOf(face.Face.Path))];
        for (int row = 0; row < index.Faces.Count; row++)
        {
            AlbumFace face = index.Faces[row].Face;
            rows[face.Id] = row;
            if (!photos.TryGetValue(face.PhotoHash, out List<int>? faces))
            {
                photos[face.PhotoHash] = faces = [];
            }

            faces.Add(row);
        }

        folders = new Lazy<string[]>(() =>
        [
            .. index.Faces.SelectMany(face => face.Face.Paths).Select(path => Path.GetDirectoryName(path)!)
                .Where(folder => folder.Length > 0).Distinct().Order(StringComparer.Ordinal),
        ]);
        orders = Enum.GetValues<FaceOrder>().ToDictionary(order => order, order => new Lazy<int[]>(() => Rank(index, order)));
    }

    public int Number { get; }

    /// <summary>The folders that photos lie in, in ordinal order.</summary>
    public IReadOnlyList<string> Folders => folders.Value;

    public int PhotoCount => photos.Count;

    /// <summary>The row of a face; null when it is not in the album.</summary>
    public int? RowOf(long face) => rows.TryGetValue(face, out int row) ? row : null;

    /// <summary>The rows of a photo's faces; empty when it has none or is not in the album.</summary>
    public IReadOnlyList<int> RowsOf(string photoHash) => photos.TryGetValue(photoHash, out List<int>? found) ? found : [];

    /// <summary>The label that the data set gives an image; null without one, and in an album of photos.</summary>
    public string? Given(int row) => given[row];

    /// <summary>The rows of all faces in an order, sorted when it is first asked for; not to be written to.</summary>
    public int[] Ranked(FaceOrder order) => orders[order].Value;

    private static int[] Rank(AlbumIndex index, FaceOrder order) =>
        index.Faces.Count == 0 ? [] : [.. index.Ranked(order, index.Faces.Count).Select(hit => hit.Index)];
}
