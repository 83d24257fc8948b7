namespace Countenance.Vision.Faces;

/// <summary>
/// Reads the outputs of a BlazeFace network: a grid of cells with two anchors each, one of cells twice as wide with six. All anchors of a
/// cell sit in its middle. Each reports a score and sixteen numbers: the box's centre, width and height and six key points, in pixels, points
/// relative to the anchor.
/// </summary>
internal static class BlazeFaceAnchors
{
    /// <summary>Fine cells along a side of the input that a network was made for.</summary>
    public const int Strides = 16;

    private const int FineAnchors = 2;
    private const int CoarseAnchors = 6;
    private const int Numbers = 16;

    /// <summary>How many numbers a network reports: scores of the fine and the coarse grid, then their boxes.</summary>
    /// <param name="width">Of the input in pixels, a multiple of twice the stride.</param>
    /// <param name="height">Likewise.</param>
    /// <param name="stride">Pixels of the input to a fine cell.</param>
    public static int OutputLength(int width, int height, int stride)
        => (Fine(width, height, stride) + Coarse(width, height, stride)) * (1 + Numbers);

    /// <summary>Adds the candidates whose score is at least <paramref name="minScore"/>.</summary>
    /// <param name="outputs">The network's outputs, <see cref="OutputLength"/> of them.</param>
    /// <param name="width">Of the network's input in pixels.</param>
    /// <param name="height">Likewise.</param>
    /// <param name="stride">Pixels of the input to a fine cell.</param>
    /// <param name="minScore">Above 0, below 1.</param>
    /// <param name="candidates">Receives them, in pixels of the input.</param>
    public static void Read(
        ReadOnlySpan<float> outputs, int width, int height, int stride, float minScore, List<FaceCandidate> candidates)
    {
        int fine = Fine(width, height, stride);
        int anchors = fine + Coarse(width, height, stride);
        // Scores come as logits; most are far below, and this spares their exponentials.
        float threshold = MathF.Log(minScore / (1 - minScore));
        ReadOnlySpan<float> boxes = outputs[anchors..];
        for (int i = 0; i < anchors; i++)
        {
            if (outputs[i] < threshold)
            {
                continue;
            }

            ImagePoint anchor = i < fine
                ? Middle(i / FineAnchors, width, stride)
                : Middle((i - fine) / CoarseAnchors, width, 2 * stride);
            ReadOnlySpan<float> box = boxes.Slice(i * Numbers, Numbers);
            float centerX = anchor.X + box[0];
            float centerY = anchor.Y + box[1];
            float halfWidth = box[2] / 2;
            float halfHeight = box[3] / 2;
            if (halfWidth > 0 && halfHeight > 0)
            {
                candidates.Add(new FaceCandidate(
                    1 / (1 + MathF.Exp(-outputs[i])),
                    centerX - halfWidth,
                    centerY - halfHeight,
                    centerX + halfWidth,
                    centerY + halfHeight,
                    Point(anchor, box, 0),
                    Point(anchor, box, 1),
                    Point(anchor, box, 2),
                    Point(anchor, box, 3))); // The ears follow.
            }
        }
    }

    private static int Fine(int width, int height, int stride) => width / stride * (height / stride) * FineAnchors;

    private static int Coarse(int width, int height, int stride) => width / (2 * stride) * (height / (2 * stride)) * CoarseAnchors;

    private static ImagePoint Middle(int cell, int width, int side)
    {
        int cells = width / side;
        return new ImagePoint(((cell % cells) + 0.5f) * side, ((cell / cells) + 0.5f) * side);
    }

    private static ImagePoint Point(ImagePoint anchor, ReadOnlySpan<float> box, int index)
        => new(anchor.X + box[4 + (2 * index)], anchor.Y + box[5 + (2 * index)]);
}
