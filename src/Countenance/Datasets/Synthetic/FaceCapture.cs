namespace Countenance.Datasets.Synthetic;

/// <summary>How the picture was taken: framing, backdrop and the faults of a camera.</summary>
public sealed record FaceCapture
{
    /// <summary>Size of the face relative to the usual framing; 1 leaves a narrow border.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Shift to the right, in half picture widths.</summary>
    public double ShiftX { get; init; }

    /// <summary>Shift downwards, in half picture heights.</summary>
    public double ShiftY { get; init; }

    /// <summary>Tone of the backdrop, 0 (black) – 1 (white).</summary>
    public double Backdrop { get; init; } = 0.62;

    /// <summary>Hue of the backdrop, 0 (warm) – 1 (cool); seen in colour only.</summary>
    public double BackdropHue { get; init; } = 0.7;

    /// <summary>Contrast about middle grey, 1 unchanged.</summary>
    public double Contrast { get; init; } = 1;

    /// <summary>Standard deviation of the sensor noise, as a share of full scale.</summary>
    public double Noise { get; init; }

    /// <summary>Share of a 3×3 binomial blur mixed in, 0–1.</summary>
    public double Blur { get; init; }

    /// <summary>Seed of the noise.</summary>
    public ulong NoiseSeed { get; init; }
}
