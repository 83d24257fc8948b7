namespace Countenance.Vision.Faces;

/// <summary>
/// Finds faces with two networks. The one for faces further away looks at windows over the photo, at several scales; what it reports of one
/// face is blended. The one for near faces then looks at each face alone, large and upright: the score is the lesser of both, so
/// that both must agree, and the box and key points are the mean of both.
/// </summary>
internal sealed class BlazeFaceSearch : IFaceSearch
{
    // A candidate this weak still helps to place a face that a surer one found.
    private const float LeastCandidate = 0.4f;

    // How many pixels of a window may be made of one of the photo: beyond, there is nothing more to see.
    private const double MostEnlargement = 2;

    // The second look: its side in box widths, how far off and how much larger or smaller than the first look's face one may be.
    private const double LookWidth = 3;
    private const double LookDistance = 0.5;
    private const double LookSmallest = 0.4;
    private const double LookLargest = 2;
    private const float LookOverlap = 0.5f;

    // More candidates than this are textures; the surest are looked at again.
    private const int MostSecondLooks = 1000;

    private readonly BlazeFaceNetwork far;
    private readonly BlazeFaceNetwork near;
    private readonly byte[] window;
    private readonly List<FaceCandidate> seen = [];

    /// <summary>Loads both networks.</summary>
    /// <param name="weightsFolder">Where they lie; null as in <see cref="FaceWeights.Read"/>.</param>
    /// <exception cref="FaceWeightsException">A file is missing or another.</exception>
    public BlazeFaceSearch(string? weightsFolder)
    {
        byte[] farWeights = FaceWeights.Back.Read(weightsFolder);
        byte[] nearWeights = FaceWeights.Front.Read(weightsFolder);
        far = new BlazeFaceNetwork(farWeights, 256);
        near = new BlazeFaceNetwork(nearWeights, 128);
        window = new byte[3 * PhotoWindows.LongestSide * PhotoWindows.LongestSide];
    }

    /// <inheritdoc/>
    public IReadOnlyList<FaceCandidate> Find(Image photo, FaceDetectorOptions options, CancellationToken cancellation)
    {
        var candidates = new List<FaceCandidate>();
        float least = Math.Min(LeastCandidate, options.MinScore);
        Image source = photo;
        foreach (double side in PhotoWindows.Sides(options.SmallestFace).Reverse())
        {
            double scale = far.Size / (side * Math.Max(photo.Width, photo.Height));
            if (side == 1 || scale <= MostEnlargement)
            {
                Image level = Level(photo, scale, source);
                LookThrough(level, scale, least, candidates, cancellation);
                source = scale < 1 ? level : photo; // the photo is averaged once; each coarser level is made of the finer one
            }
        }

        var faces = new List<FaceCandidate>();
        foreach (FaceCandidate candidate in CandidateMerging.Blend(candidates).Take(MostSecondLooks))
        {
            cancellation.ThrowIfCancellationRequested();
            if (candidate.Score >= options.MinScore && LookAgain(photo, candidate, least) is { } face)
            {
                faces.Add(face);
            }
        }

        return CandidateMerging.KeepBest(faces);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        far.Dispose();
        near.Dispose();
    }

    private static Image Level(Image photo, double scale, Image source)
    {
        int width = Math.Max(1, (int)Math.Round(photo.Width * scale));
        int height = Math.Max(1, (int)Math.Round(photo.Height * scale));
        return ImageTransform.ResizeByHalves(source, width, height).ToRgb();
    }

    // Adds what the first network sees in the windows over one level of the photo.
    private void LookThrough(Image level, double scale, float least, List<FaceCandidate> candidates, CancellationToken cancellation)
    {
        int width = PhotoWindows.Window(level.Width);
        int height = PhotoWindows.Window(level.Height);
        Span<byte> pixels = window.AsSpan(0, 3 * width * height);
        foreach (int top in PhotoWindows.Starts(level.Height, height))
        {
            foreach (int left in PhotoWindows.Starts(level.Width, width))
            {
                cancellation.ThrowIfCancellationRequested();
                PhotoWindows.Copy(level, left, top, width, pixels);
                seen.Clear();
                far.Run(pixels, width, height, least, seen);
                var toPhoto = new Similarity(1 / scale, 0, left / scale, top / scale);
                candidates.AddRange(seen.Select(candidate => candidate.Map(toPhoto)));
            }
        }
    }

    // What the second network sees of a face; null when it sees none.
    private FaceCandidate? LookAgain(Image photo, in FaceCandidate first, float least)
    {
        double scale = near.Size / (LookWidth * first.Width);
        var middle = new ImagePoint(near.Size / 2f, near.Size / 2f);
        Similarity toLook = Similarity.Moving(first.Center, middle, scale, Upright(first));
        seen.Clear();
        byte[] look = FaceCrop.Cut(photo, toLook, near.Size, BorderMode.Constant).ToRgb().Pixels;
        near.Run(look, near.Size, near.Size, least, seen);

        double width = near.Size / LookWidth;
        seen.RemoveAll(face =>
            Math.Sqrt(Math.Pow(face.Center.X - middle.X, 2) + Math.Pow(face.Center.Y - middle.Y, 2)) > LookDistance * width
            || face.Width < LookSmallest * width
            || face.Width > LookLargest * width);
        if (seen.Count == 0)
        {
            return null;
        }

        FaceCandidate best = seen.MaxBy(face => face.Score);
        FaceCandidate second = FaceCandidate.Blend([.. seen.Where(face => face.Overlap(best) > LookOverlap)]).Map(toLook.Inverse());
        return FaceCandidate.Blend([first with { Score = 1 }, second with { Score = 1 }]) with
        {
            Score = Math.Min(first.Score, second.Score),
        };
    }

    // The angle to turn by, radians. Eyes and mouth tell it, since the eyes alone do not in a face seen from the side.
    private static double Upright(in FaceCandidate face)
    {
        FaceFraming framing = FaceFraming.FerPlus;
        Similarity? fit = Similarity.Fit(
            [face.RightEye, face.LeftEye, face.Mouth], [framing.RightEye, framing.LeftEye, framing.Mouth]);
        return fit is { } map ? Math.Atan2(map.B, map.A) : 0;
    }
}
