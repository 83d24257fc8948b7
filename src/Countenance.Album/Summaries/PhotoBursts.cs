using Countenance.Album.Indexing;
using Countenance.Album.Search;
using Countenance.Album.Storage;

namespace Countenance.Album.Summaries;

/// <summary>
/// Photos that show the same moment. Two are joined when they look the same (3 of 64 bits apart at most, whenever they were taken) with a
/// face in the same place; or when by their EXIF they were taken within seconds of one another and look alike (12 bits), or less alike (22
/// bits) with a face in the same place. The time of a file says when it was copied, so it joins nothing. A photo is compared with 64 before
/// it at most.
/// </summary>
public sealed class PhotoBursts
{
    private const int Same = 3;
    private const int Alike = 12;
    private const int LessAlike = 22;
    private const double SamePlace = 0.3;
    private const int Bands = Same + 1; // hashes that differ in 3 bits at most are equal in one of 4 bands
    private const int MostBefore = 64; // photos that one is compared with, so that the time does not grow with the square of their number

    private readonly Dictionary<string, int> burstOf = new(StringComparer.Ordinal);
    private readonly List<int> sizes = [];

    private PhotoBursts()
    {
    }

    /// <summary>Number of bursts, those of one photo included.</summary>
    public int Count => sizes.Count;

    /// <summary>The burst of a photo, from 0.</summary>
    /// <param name="photoHash">SHA-256 of the photo.</param>
    public int Of(string photoHash) => burstOf[photoHash];

    /// <summary>Number of photos of a burst.</summary>
    public int Size(int burst) => sizes[burst];

    /// <summary>Finds the bursts among the photos of some faces.</summary>
    /// <param name="faces">The faces.</param>
    /// <param name="seconds">How far apart in time photos of a burst may be.</param>
    /// <param name="cancellation">Stops between photos.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public static PhotoBursts Find(IEnumerable<LabelledFace> faces, double seconds, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(faces);
        AlbumFace[][] photos =
        [
            .. faces.Select(face => face.Face)
                .GroupBy(face => face.PhotoHash, StringComparer.Ordinal)
                .Select(photo => photo.ToArray())
                .OrderBy(photo => photo[0].Time)
                .ThenBy(photo => photo[0].PhotoHash, StringComparer.Ordinal),
        ];
        int[] parent = [.. Enumerable.Range(0, photos.Length)];
        int[] timed = [.. Enumerable.Range(0, photos.Length).Where(i => photos[i][0].Taken is not null)];
        JoinByTime(timed, photos, parent, seconds, cancellation);
        JoinByLook(photos, parent, cancellation);

        var bursts = new PhotoBursts();
        var numbers = new Dictionary<int, int>();
        for (int i = 0; i < photos.Length; i++)
        {
            int root = Root(parent, i);
            if (!numbers.TryGetValue(root, out int burst))
            {
                numbers[root] = burst = bursts.sizes.Count;
                bursts.sizes.Add(0);
            }

            bursts.burstOf[photos[i][0].PhotoHash] = burst;
            bursts.sizes[burst]++;
        }

        return bursts;
    }

    // The numbers of the photos with a time, in its order. Scans may all have one time.
    private static void JoinByTime(
        int[] timed, AlbumFace[][] photos, int[] parent, double seconds, CancellationToken cancellation)
    {
        for (int last = 0; last < timed.Length; last++)
        {
            cancellation.ThrowIfCancellationRequested();
            int i = timed[last];
            for (int first = last - 1; first >= Math.Max(0, last - MostBefore); first--)
            {
                int j = timed[first];
                if ((photos[i][0].Time - photos[j][0].Time).TotalSeconds > seconds)
                {
                    break;
                }

                int difference = PictureLook.Difference(photos[i][0].Look, photos[j][0].Look);
                if (difference <= Alike || (difference <= LessAlike && HaveAFaceInTheSamePlace(photos[i], photos[j])))
                {
                    parent[Root(parent, i)] = Root(parent, j);
                }
            }
        }
    }

    private static void JoinByLook(AlbumFace[][] photos, int[] parent, CancellationToken cancellation)
    {
        for (int band = 0; band < Bands; band++)
        {
            int shift = 64 / Bands * band;
            var first = new Dictionary<ulong, List<int>>();
            for (int i = 0; i < photos.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                ulong key = (photos[i][0].Look >> shift) & 0xffff;
                if (!first.TryGetValue(key, out List<int>? bucket))
                {
                    first[key] = bucket = [];
                }

                // The last few of a bucket: in an album of blank pictures all are equal, and equals are joined in a chain.
                for (int b = bucket.Count - 1; b >= Math.Max(0, bucket.Count - MostBefore); b--)
                {
                    if (PictureLook.Difference(photos[i][0].Look, photos[bucket[b]][0].Look) <= Same
                        && HaveAFaceInTheSamePlace(photos[i], photos[bucket[b]]))
                    {
                        parent[Root(parent, i)] = Root(parent, bucket[b]);
                        break;
                    }
                }

                bucket.Add(i);
            }
        }
    }

    private static bool HaveAFaceInTheSamePlace(AlbumFace[] first, AlbumFace[] second) =>
        first.Any(face => second.Any(other => face.Region.Overlap(other.Region) >= SamePlace));

    private static int Root(int[] parent, int i)
    {
        while (parent[i] != i)
        {
            parent[i] = parent[parent[i]];
            i = parent[i];
        }

        return i;
    }
}
