namespace Countenance.Vision.Faces;

/// <summary>Finds faces with a cascade of Haar features; eyes, nose and mouth are put where they usually are in its boxes.</summary>
internal sealed class HaarSearch : IFaceSearch
{
    // A larger photo takes seconds and yields little more.
    private const int LongestSide = 960;

    // The cascade's own smallest window.
    private const int SmallestWindow = 20;
    private const int LeastNeighbours = 4;
    private const int MostHits = 1000;
    private const int HitLength = 5;

    // Medians over the boxes of the cascade haarcascade_frontalface_alt2 on the six test photos.
    private static readonly ImagePoint RightEye = new(0.31f, 0.39f);
    private static readonly ImagePoint LeftEye = new(0.67f, 0.39f);
    private static readonly ImagePoint Nose = new(0.5f, 0.6f);
    private static readonly ImagePoint Mouth = new(0.5f, 0.8f);

    private readonly CascadeHandle handle;

    /// <summary>Loads a cascade.</summary>
    /// <exception cref="FaceWeightsException">The file is missing or holds no cascade.</exception>
    public HaarSearch(string cascadeFile) => handle = CascadeHandle.Open(cascadeFile);

    /// <inheritdoc/>
    public IReadOnlyList<FaceCandidate> Find(Image photo, FaceDetectorOptions options, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        int longer = Math.Max(photo.Width, photo.Height);
        double scale = Math.Min(1, (double)LongestSide / longer);
        Image small = scale == 1
            ? photo
            : ImageTransform.Resize(
                photo, Math.Max(1, (int)Math.Round(photo.Width * scale)), Math.Max(1, (int)Math.Round(photo.Height * scale)));
        int smallest = Math.Max(SmallestWindow, (int)Math.Round(options.SmallestFace * longer * scale));

        var toPhoto = new Similarity(1 / scale, 0, 0, 0);
        return CandidateMerging.KeepBest([.. Run(small.ToGray(), smallest).Select(hit => hit.Map(toPhoto))]);
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private unsafe List<FaceCandidate> Run(Image gray, int smallest)
    {
        int[] hits = new int[MostHits * HitLength];
        int count;
        fixed (byte* pixels = gray.Pixels)
        fixed (int* output = hits)
        {
            VisionNative.ThrowIfFailed(VisionNative.RunCascade(
                handle, pixels, gray.Width, gray.Height, smallest, LeastNeighbours, output, MostHits, &count));
        }

        return [.. hits.Take(count * HitLength).Chunk(HitLength).Select(hit => Candidate(hit[0], hit[1], hit[2], hit[3], hit[4]))];
    }

    // A cascade gives no probability: the more hits were merged into one the surer, from two thirds up towards one.
    private static FaceCandidate Candidate(int x, int y, int width, int height, int neighbours)
    {
        ImagePoint At(ImagePoint relative) => new(x + (relative.X * width), y + (relative.Y * height));
        return new FaceCandidate(
            neighbours / (neighbours + 2f), x, y, x + width, y + height, At(RightEye), At(LeftEye), At(Nose), At(Mouth));
    }
}
