namespace Countenance.Vision.Faces;

/// <summary>
/// Reads the outputs of a BlazeFace network: a grid of 16 x 16 cells with two anchors each, one of 8 x 8 with six. All anchors of a cell
/// sit in its middle. Each reports a score and sixteen numbers: the box's centre, width and height and six key points, in pixels, points
/// relative to the anchor.
/// </summary>
internal static class BlazeFaceAnchors
{
    /// <summary>How many numbers a network reports: scores of the fine and the coarse grid, then their boxes.</summary>
    public const int OutputLength = Anchors * (1 + Numbers);

    private const int FineCells = 16;
    private const int FineAnchors = 2;
    private const int CoarseCells = 8;
    private const int CoarseAnchors = 6;
    private const int Fine = FineCells * FineCells * FineAnchors;
    private const int Anchors = Fine + (CoarseCells * CoarseCells * CoarseAnchors);
    private const int Numbers = 16;

    /// <summary>Adds the candidates whose score is at least <paramref name="minScore"/>.</summary>
    /// <param name="outputs">The network's outputs, <see cref="OutputLength"/> of them.</param>
    /// <param name="size">The side of the network's input in pixels.</param>
    /// <param name="minScore">Above 0, below 1.</param>
    /// <param name="candidates">Receives them, in pixels of the input.</param>
    public static void Read(ReadOnlySpan<float> outputs, int size, float minScore, List<FaceCandidate> candidates)
    {
        // Scores come as logits; most are far below, and this spares their exponentials.
        float threshold = MathF.Log(minScore / (1 - minScore));
        ReadOnlySpan<float> boxes = outputs[Anchors..];
        for (int i = 0; i < Anchors; i++)
        {
            if (outputs[i] < threshold)
            {
                continue;
            }

            ImagePoint anchor = i < Fine
                ? Middle(i / FineAnchors, FineCells, size)
                : Middle((i - Fine) / CoarseAnchors, CoarseCells, size);
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

    private static ImagePoint Middle(int cell, int cells, int size)
    {
        float side = (float)size / cells;
        return new ImagePoint(((cell % cells) + 0.5f) * side, ((cell / cells) + 0.5f) * side);
    }

    private static ImagePoint Point(ImagePoint anchor, ReadOnlySpan<float> box, int index)
        => new(anchor.X + box[4 + (2 * index)], anchor.Y + box[5 + (2 * index)]);
}
