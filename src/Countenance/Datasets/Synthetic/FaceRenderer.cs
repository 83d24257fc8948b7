using Countenance.Datasets.Synthetic.Drawing;

namespace Countenance.Datasets.Synthetic;

/// <summary>
/// Draws a face as a small illustration of filled curves, anti-aliased by exact area coverage, with soft shading. The same description
/// gives the same bytes on every machine: only additions, multiplications, divisions and square roots are used.
/// </summary>
/// <remarks>An instance keeps its buffers between faces and serves one thread at a time.</remarks>
public sealed class FaceRenderer
{
    private readonly FaceCanvas canvas;
    private readonly float[] blurred;

    /// <summary>Prepares buffers for pictures of one kind.</summary>
    /// <param name="size">Side in pixels, 16–1024.</param>
    /// <param name="channels">1 for grey, 3 for RGB.</param>
    /// <exception cref="ArgumentOutOfRangeException">Size or channels are outside their range.</exception>
    public FaceRenderer(int size, int channels)
    {
        if (size is < 16 or > 1024)
        {
            throw new ArgumentOutOfRangeException(nameof(size), $"Size must be from 16 to 1024 pixels. Got {size}.");
        }

        if (channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), $"Channels must be 1 or 3. Got {channels}.");
        }

        canvas = new FaceCanvas(size, channels);
        blurred = new float[size * size];
    }

    /// <summary>Side of the picture in pixels.</summary>
    public int Size => canvas.Size;

    /// <summary>1 for grey, 3 for RGB.</summary>
    public int Channels => canvas.Channels;

    /// <summary>Draws a face.</summary>
    /// <param name="face">What to draw.</param>
    /// <param name="pixels">Receives the picture, uint8 [Channels, Size, Size].</param>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> has another length.</exception>
    public void Render(FaceDescription face, Span<byte> pixels)
    {
        ArgumentNullException.ThrowIfNull(face);
        if (pixels.Length != Channels * Size * Size)
        {
            throw new ArgumentException($"There must be {Channels * Size * Size} pixels. Got {pixels.Length}.", nameof(pixels));
        }

        FacialActionUnits units = face.ActionUnits;
        FaceAttributes attributes = face.Attributes;
        var layout = new FaceLayout(face);
        canvas.Pose = new HeadPose(attributes, face.Capture, Size);

        HeadPainter.PaintBackdrop(canvas, face.Capture);
        HairPainter.PaintBack(canvas, layout, attributes.HairStyle);
        HeadPainter.PaintNeck(canvas, layout);
        HeadPainter.PaintEars(canvas, layout, attributes.HairStyle);
        HeadPainter.PaintHead(canvas, layout, units, attributes.Light);
        HeadPainter.PaintCreases(canvas, layout, units);
        EyePainter.Paint(canvas, layout, face);
        NosePainter.Paint(canvas, layout, face);
        MouthPainter.Paint(canvas, layout, units);
        if (attributes.Glasses)
        {
            GlassesPainter.PaintTemples(canvas, layout);
        }

        HairPainter.PaintFront(canvas, layout, attributes.HairStyle);
        BrowPainter.Paint(canvas, layout, units);
        if (attributes.Glasses)
        {
            GlassesPainter.PaintRims(canvas, layout);
        }

        Develop(face.Capture, pixels);
    }

    /// <summary>Blur, contrast, noise (the same grain in every channel), rounding.</summary>
    private void Develop(FaceCapture capture, Span<byte> pixels)
    {
        int area = Size * Size;
        for (int c = 0; c < Channels; c++)
        {
            var grain = new StableRandom(capture.NoiseSeed, stream: 0, index: 0);
            Span<float> plane = canvas.Plane(c);
            if (capture.Blur > 0)
            {
                Blur(plane, (float)capture.Blur);
            }

            Span<byte> channel = pixels.Slice(c * area, area);
            for (int i = 0; i < area; i++)
            {
                double value = 0.5 + ((plane[i] - 0.5) * capture.Contrast);
                if (capture.Noise > 0)
                {
                    value += capture.Noise * grain.NextBell();
                }

                channel[i] = (byte)((Math.Clamp(value, 0, 1) * 255) + 0.5);
            }
        }
    }

    private void Blur(Span<float> plane, float share)
    {
        for (int y = 0; y < Size; y++)
        {
            int row = y * Size;
            for (int x = 0; x < Size; x++)
            {
                float left = plane[row + Math.Max(0, x - 1)];
                float right = plane[row + Math.Min(Size - 1, x + 1)];
                blurred[row + x] = (0.25f * (left + right)) + (0.5f * plane[row + x]);
            }
        }

        for (int y = 0; y < Size; y++)
        {
            int row = y * Size;
            int above = Math.Max(0, y - 1) * Size;
            int below = Math.Min(Size - 1, y + 1) * Size;
            for (int x = 0; x < Size; x++)
            {
                float smooth = (0.25f * (blurred[above + x] + blurred[below + x])) + (0.5f * blurred[row + x]);
                plane[row + x] += (smooth - plane[row + x]) * share;
            }
        }
    }
}
