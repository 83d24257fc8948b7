namespace Countenance.Vision.Faces;

/// <summary>A face as a network reports it: an upright box and key points, in pixels.</summary>
internal readonly record struct FaceCandidate(
    float Score,
    float Left,
    float Top,
    float Right,
    float Bottom,
    ImagePoint RightEye,
    ImagePoint LeftEye,
    ImagePoint Nose,
    ImagePoint Mouth)
{
    // A face with less of itself in the photo is not worth an expression.
    private const float LeastVisible = 0.4f;

    /// <summary>Width of the box.</summary>
    public float Width => Right - Left;

    /// <summary>Height of the box.</summary>
    public float Height => Bottom - Top;

    /// <summary>Middle of the box.</summary>
    public ImagePoint Center => new((Left + Right) / 2, (Top + Bottom) / 2);

    /// <summary>The shared area of two boxes over the area of both together, 0–1.</summary>
    public float Overlap(in FaceCandidate other)
    {
        float shared = Shared(other);
        return shared / ((Width * Height) + (other.Width * other.Height) - shared);
    }

    /// <summary>The shared area of two boxes over the area of the smaller one, 0–1.</summary>
    public float Cover(in FaceCandidate other) => Shared(other) / Math.Min(Width * Height, other.Width * other.Height);

    /// <summary>The mean of candidates of one face, weighted by their scores; its score is the best.</summary>
    /// <param name="candidates">At least one.</param>
    public static FaceCandidate Blend(ReadOnlySpan<FaceCandidate> candidates)
    {
        float weights = 0;
        float best = 0;
        foreach (FaceCandidate candidate in candidates)
        {
            weights += candidate.Score;
            best = Math.Max(best, candidate.Score);
        }

        var mean = default(FaceCandidate) with { Score = best };
        foreach (FaceCandidate candidate in candidates)
        {
            float weight = candidate.Score / weights;
            mean = new FaceCandidate(
                best,
                mean.Left + (weight * candidate.Left),
                mean.Top + (weight * candidate.Top),
                mean.Right + (weight * candidate.Right),
                mean.Bottom + (weight * candidate.Bottom),
                Sum(mean.RightEye, candidate.RightEye, weight),
                Sum(mean.LeftEye, candidate.LeftEye, weight),
                Sum(mean.Nose, candidate.Nose, weight),
                Sum(mean.Mouth, candidate.Mouth, weight));
        }

        return mean;
    }

    /// <summary>The candidate in other coordinates. The box stays upright: its middle is mapped, its sides are scaled.</summary>
    public FaceCandidate Map(in Similarity map)
    {
        ImagePoint center = map.Apply(Center);
        float halfWidth = (float)(Width * map.Scale / 2);
        float halfHeight = (float)(Height * map.Scale / 2);
        return new FaceCandidate(
            Score,
            center.X - halfWidth,
            center.Y - halfHeight,
            center.X + halfWidth,
            center.Y + halfHeight,
            map.Apply(RightEye),
            map.Apply(LeftEye),
            map.Apply(Nose),
            map.Apply(Mouth));
    }

    /// <summary>The face relative to a photo, its box cut at the photo's edges; null when too little of it is inside.</summary>
    public DetectedFace? RelativeTo(int width, int height)
    {
        float left = Math.Clamp(Left, 0, width);
        float top = Math.Clamp(Top, 0, height);
        float visibleWidth = Math.Clamp(Right, 0, width) - left;
        float visibleHeight = Math.Clamp(Bottom, 0, height) - top;
        if (visibleWidth * visibleHeight < LeastVisible * Width * Height)
        {
            return null;
        }

        ImagePoint Relative(ImagePoint point) => new(point.X / width, point.Y / height);
        var box = new FaceBox(left / width, top / height, visibleWidth / width, visibleHeight / height);
        return new DetectedFace(box, Score, Relative(RightEye), Relative(LeftEye), Relative(Nose), Relative(Mouth));
    }

    private static ImagePoint Sum(ImagePoint sum, ImagePoint point, float weight)
        => new(sum.X + (weight * point.X), sum.Y + (weight * point.Y));

    private float Shared(in FaceCandidate other)
        => Math.Max(0, Math.Min(Right, other.Right) - Math.Max(Left, other.Left))
            * Math.Max(0, Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top));
}
