using System.Runtime.InteropServices;
using Countenance.Projection;

namespace Countenance.Web.Albums;

/// <summary>
/// Places of the faces in the plane: at once by the two principal components, and by t-SNE as soon as that is done in the background.
/// The latter are kept beside the album, and at once there the next time.
/// </summary>
/// <param name="album">The faces.</param>
/// <param name="options">Where places are kept when the album is no file.</param>
/// <param name="improve">Makes the better places of embeddings, told where to report iterations; t-SNE when null.</param>
internal sealed class FaceMap(
    AlbumView album, PageOptions options, Func<EmbeddingMatrix, IProgress<int>, CancellationToken, EmbeddingMatrix>? improve = null)
    : IDisposable
{
    private const int Words = 2 + AlbumSnapshot.WordsPerFace;
    private const int LeastFaces = 100; // below, t-SNE has no neighbourhoods to keep
    private static readonly TimeSpan HeadStart = TimeSpan.FromSeconds(3); // of the browser, which draws the first map meanwhile
    private static readonly TSneOptions Options = new() { Threads = Math.Max(1, Environment.ProcessorCount / 2) };

    private readonly Lock gate = new();
    private readonly MapFile file = new(album, options.CacheFolder);
    private readonly Func<EmbeddingMatrix, IProgress<int>, CancellationToken, EmbeddingMatrix> improve = improve
        ?? ((embeddings, progress, cancellation) => TSne.Fit(embeddings, Options, progress, cancellation).Points);

    private CancellationTokenSource stop = new();
    private MapPlaces? places;
    private int iteration;

    /// <summary>How far the map is.</summary>
    public MapState State
    {
        get
        {
            MapPlaces? now = places;
            return new MapState(
                now?.IsFinal ?? false,
                now?.Version ?? 0,
                Volatile.Read(ref iteration),
                Options.Iterations,
                album.Current.Index.Faces.Count,
                now?.Failure);
        }
    }

    /// <summary>
    /// The places for the map, little-endian: five words per face: x and y (float32, −1 to 1, y upwards), then <see cref="AlbumSnapshot.Words"/>.
    /// </summary>
    public (byte[] Places, int Version) Encode()
    {
        AlbumSnapshot now = album.Current;
        MapPlaces current = Places(now);
        EmbeddingMatrix points = current.Points;
        var words = new uint[Words * points.Count];
        for (int i = 0; i < points.Count; i++)
        {
            words[Words * i] = BitConverter.SingleToUInt32Bits(points[i][0]);
            words[(Words * i) + 1] = BitConverter.SingleToUInt32Bits(points[i][1]);
            now.Words(i).CopyTo(words.AsSpan((Words * i) + 2));
        }

        return (MemoryMarshal.AsBytes(words.AsSpan()).ToArray(), current.Version);
    }

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    private MapPlaces Places(AlbumSnapshot now)
    {
        lock (gate)
        {
            if (places?.Generation == now.Generation)
            {
                return places;
            }

            stop.Cancel();
            stop.Dispose();
            stop = new CancellationTokenSource();
            EmbeddingMatrix embeddings = now.Index.Embeddings;
            bool isSmall = embeddings.Count < LeastFaces;
            string key = isSmall ? "" : MapFile.Key(embeddings, Options);
            EmbeddingMatrix? kept = isSmall ? null : file.Read(key, embeddings.Count);
            bool isFinal = isSmall || kept is not null;
            places = new MapPlaces(now.Generation, Version: 1, isFinal, kept ?? Fit(Principal(embeddings)));
            iteration = 0;
            if (!isFinal)
            {
                CancellationToken token = stop.Token;
                _ = Task.Factory.StartNew(
                    () => Improve(now, key, token), token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }

            return places;
        }
    }

    private void Improve(AlbumSnapshot now, string key, CancellationToken cancellation)
    {
        Thread.Sleep(HeadStart); // a thread of its own
        try
        {
            EmbeddingMatrix points = Fit(improve(now.Index.Embeddings, new IterationCount(this), cancellation));
            file.Write(key, points);
            lock (gate)
            {
                if (!cancellation.IsCancellationRequested)
                {
                    places = new MapPlaces(now.Generation, Version: 2, IsFinal: true, points);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Other faces came, or the page ends.
        }
        catch (Exception error) // of whatever kind: the page is the only place where it can be told
        {
            lock (gate)
            {
                if (!cancellation.IsCancellationRequested)
                {
                    places = places! with { IsFinal = true, Failure = error.Message };
                }
            }
        }
    }

    private static EmbeddingMatrix Principal(EmbeddingMatrix embeddings) => embeddings.Count == 0
        ? new EmbeddingMatrix([], 2)
        : PrincipalComponents.Fit(embeddings, 2).Project(embeddings);

    // Into the square from −1 to 1, both axes alike.
    private static EmbeddingMatrix Fit(EmbeddingMatrix points)
    {
        if (points.Count == 0)
        {
            return points;
        }

        float[] values = points.Values;
        float left = float.MaxValue, right = float.MinValue, bottom = float.MaxValue, top = float.MinValue;
        for (int i = 0; i < points.Count; i++)
        {
            (left, right) = (Math.Min(left, values[2 * i]), Math.Max(right, values[2 * i]));
            (bottom, top) = (Math.Min(bottom, values[(2 * i) + 1]), Math.Max(top, values[(2 * i) + 1]));
        }

        float half = Math.Max(Math.Max(right - left, top - bottom) / 2, 1e-6f);
        var fitted = new float[values.Length];
        for (int i = 0; i < fitted.Length; i++)
        {
            fitted[i] = (values[i] - (i % 2 == 0 ? left + right : bottom + top) / 2) / half;
        }

        return new EmbeddingMatrix(fitted, 2);
    }

    private sealed class IterationCount(FaceMap map) : IProgress<int>
    {
        public void Report(int value) => Volatile.Write(ref map.iteration, value);
    }
}
