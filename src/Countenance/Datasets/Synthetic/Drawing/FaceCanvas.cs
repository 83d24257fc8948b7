using System.Runtime.InteropServices;
using Countenance.Drawing;

namespace Countenance.Datasets.Synthetic.Drawing;

/// <summary>The picture while it is drawn: float planes, the path under construction and the masks that clip.</summary>
internal sealed class FaceCanvas
{
    private readonly float[][] planes;
    private readonly CoverageMask scratch;
    private readonly List<(double X, double Y)> projected = [];

    public FaceCanvas(int size, int channels)
    {
        Size = size;
        Channels = channels;
        planes = new float[channels][];
        for (int c = 0; c < channels; c++)
        {
            planes[c] = new float[size * size];
        }

        scratch = new CoverageMask(size);
        Head = new CoverageMask(size);
        Feature = new CoverageMask(size);
    }

    /// <summary>Side in pixels.</summary>
    public int Size { get; }

    /// <summary>1 grey, 3 red, green, blue.</summary>
    public int Channels { get; }

    /// <summary>The inside of the head's outline.</summary>
    public CoverageMask Head { get; }

    /// <summary>The inside of the eye or the mouth being drawn.</summary>
    public CoverageMask Feature { get; }

    /// <summary>The path to fill next.</summary>
    public VectorPath Path { get; } = new();

    /// <summary>Pose of the face being drawn.</summary>
    public HeadPose Pose { get; set; } = new(new FaceAttributes(), new FaceCapture(), 1);

    /// <summary>Depth of the sheet that shapes lie on; NaN is the surface of the face.</summary>
    public double Sheet { get; set; } = double.NaN;

    /// <summary>The values of one channel, row-major, 0–1.</summary>
    public Span<float> Plane(int channel) => planes[channel];

    /// <summary>The value of a colour in a channel.</summary>
    public float Part(Colour colour, int channel) =>
        Channels == 1 ? colour.Luma : channel == 0 ? colour.R : channel == 1 ? colour.G : colour.B;

    /// <summary>Turns <see cref="Path"/> into a mask.</summary>
    public void Cut(CoverageMask mask)
    {
        Path.Finish();
        projected.Clear();
        foreach ((double x, double y) in Path.Points)
        {
            projected.Add(Pose.Project(x, y, Sheet));
        }

        mask.Fill(CollectionsMarshal.AsSpan(projected), Path.Ends);
    }

    /// <summary>Fills <see cref="Path"/>.</summary>
    public void Fill(Colour colour, double alpha = 1, CoverageMask? clip = null)
    {
        if (alpha <= 0.004)
        {
            return;
        }

        Cut(scratch);
        Fill(scratch, colour, alpha, clip);
    }

    /// <summary>Fills a mask.</summary>
    public void Fill(CoverageMask mask, Colour colour, double alpha = 1, CoverageMask? clip = null)
    {
        int right = mask.Right;
        for (int y = mask.Top; y < mask.Bottom; y++)
        {
            ReadOnlySpan<float> cover = mask.Row(y)[mask.Left..right];
            ReadOnlySpan<float> window = clip is null ? default : clip.Row(y)[mask.Left..right];
            for (int c = 0; c < Channels; c++)
            {
                float value = Part(colour, c);
                Span<float> row = planes[c].AsSpan((y * Size) + mask.Left, cover.Length);
                for (int x = 0; x < row.Length; x++)
                {
                    if (cover[x] > 0)
                    {
                        float a = cover[x] * (float)alpha;
                        row[x] += (value - row[x]) * (clip is null ? a : a * window[x]);
                    }
                }
            }
        }
    }

    /// <summary>
    /// A soft spot: full in the middle, falling to nothing at the radii (face units) as (1 − q)², q the squared relative distance.
    /// </summary>
    /// <param name="x">Face x of the middle.</param>
    /// <param name="y">Face y of the middle.</param>
    /// <param name="radiusX">Reach sideways.</param>
    /// <param name="radiusY">Reach up and down.</param>
    /// <param name="colour">Colour in the middle.</param>
    /// <param name="alpha">Share of the colour in the middle.</param>
    /// <param name="clip">Where it may show, or everywhere.</param>
    /// <param name="slope">Shear: how far down the spot moves for one unit to the right.</param>
    public void Glow(
        double x, double y, double radiusX, double radiusY, Colour colour, double alpha, CoverageMask? clip = null, double slope = 0)
    {
        if (alpha <= 0.004)
        {
            return;
        }

        (double middleX, double middleY) = Pose.Project(x, y, Sheet);
        double rx = radiusX * Pose.PixelsPerUnit;
        double ry = radiusY * Pose.PixelsPerUnit;
        double reach = Math.Max(rx, ry + (rx * Math.Abs(slope))) + 1;
        int top = Math.Clamp((int)(middleY - reach), 0, Size);
        int bottom = Math.Clamp((int)(middleY + reach) + 1, 0, Size);
        int left = Math.Clamp((int)(middleX - reach), 0, Size);
        int right = Math.Clamp((int)(middleX + reach) + 1, 0, Size);
        for (int row = top; row < bottom; row++)
        {
            ReadOnlySpan<float> window = clip is null ? default : clip.Row(row);
            for (int column = left; column < right; column++)
            {
                double dx = column + 0.5 - middleX;
                double dy = row + 0.5 - middleY;
                double u = ((dx * Pose.CosRoll) + (dy * Pose.SinRoll)) / rx;
                double v = ((dy * Pose.CosRoll) - (dx * Pose.SinRoll) - (slope * u * rx)) / ry;
                double q = (u * u) + (v * v);
                if (q < 1)
                {
                    float a = (float)(alpha * (1 - q) * (1 - q));
                    Mix((row * Size) + column, colour, clip is null ? a : a * window[column]);
                }
            }
        }
    }

    private void Mix(int pixel, Colour colour, float alpha)
    {
        for (int c = 0; c < Channels; c++)
        {
            float value = planes[c][pixel];
            planes[c][pixel] = value + ((Part(colour, c) - value) * alpha);
        }
    }
}
