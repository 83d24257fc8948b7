namespace Countenance.Augmentation;

/// <summary>How far a training image may be changed; each image of a batch draws its own changes uniformly from these ranges.</summary>
public sealed record AugmentationOptions
{
    /// <summary>No change at all.</summary>
    public static AugmentationOptions None { get; } = new()
    {
        RotationDegrees = 0,
        Scale = 0,
        Shift = 0,
        MirrorProbability = 0,
        Brightness = 0,
        Contrast = 0,
    };

    /// <summary>Largest rotation either way, in degrees, 0–180.</summary>
    public double RotationDegrees { get; init; } = 12;

    /// <summary>Largest change of size: the factor is drawn from [1−s, 1+s], s in 0–0.9.</summary>
    public double Scale { get; init; } = 0.12;

    /// <summary>Largest shift along each axis, as a share of the side, 0–1.</summary>
    public double Shift { get; init; } = 0.08;

    /// <summary>Probability of mirroring left to right, 0–1.</summary>
    public double MirrorProbability { get; init; } = 0.5;

    /// <summary>Largest brightness added or taken, on a scale where white is 1, 0–1.</summary>
    public double Brightness { get; init; } = 0.15;

    /// <summary>Largest change of contrast about mid-grey: the factor is drawn from [1−c, 1+c], 0–1.</summary>
    public double Contrast { get; init; } = 0.25;

    /// <summary>Largest gamma, as a power of two: the exponent is drawn from 2^[−g, g], 0–3. 0 skips the operation.</summary>
    public double Gamma { get; init; }

    /// <summary>Largest strength of a 3×3 binomial blur: the blurred image replaces a share drawn from [0, b], 0–1. 0 skips it.</summary>
    public double Blur { get; init; }

    /// <summary>Probability of erasing a rectangle (Zhong et al. 2020), 0–1. 0 skips it.</summary>
    public double ErasingProbability { get; init; }

    /// <summary>Largest side of the erased rectangle as a share of the image's side, 0–1; the smallest is a quarter of it.</summary>
    public double ErasingSide { get; init; } = 0.4;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value lies outside its range.</exception>
    public void Validate()
    {
        Check(nameof(RotationDegrees), RotationDegrees, 180);
        Check(nameof(Scale), Scale, 0.9);
        Check(nameof(Shift), Shift, 1);
        Check(nameof(MirrorProbability), MirrorProbability, 1);
        Check(nameof(Brightness), Brightness, 1);
        Check(nameof(Contrast), Contrast, 1);
        Check(nameof(Gamma), Gamma, 3);
        Check(nameof(Blur), Blur, 1);
        Check(nameof(ErasingProbability), ErasingProbability, 1);
        Check(nameof(ErasingSide), ErasingSide, 1);
    }

    private static void Check(string name, double value, double maximum)
    {
        if (!(value >= 0 && value <= maximum))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be between 0 and {maximum}. Got {value}.");
        }
    }
}
