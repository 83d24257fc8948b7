namespace Countenance.Datasets.Synthetic;

/// <summary>
/// What is known of a synthetic face besides its expression, drawn independently of it: the true sub-classes inside every class.
/// </summary>
public sealed record FaceAttributes
{
    /// <summary>Number of skin tones.</summary>
    public const int SkinTones = 6;

    /// <summary>The names of the attribute table, in the order of <see cref="Values"/>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["glasses", "baby", "openMouth", "skinTone", "hairStyle", "hairColour", "darkHair", "turn", "light"];

    /// <summary>Wears glasses.</summary>
    public bool Glasses { get; init; }

    /// <summary>The proportions of a small child: large low eyes, high forehead, small nose and mouth, round cheeks.</summary>
    public bool Baby { get; init; }

    /// <summary>
    /// The jaw is dropped beyond what the expression asks for. A record of how the action units were drawn: the renderer looks at
    /// AU25–27 alone.
    /// </summary>
    public bool OpenMouth { get; init; }

    /// <summary>0 (lightest) … 5 (darkest).</summary>
    public int SkinTone
    {
        get;
        init => field = value is >= 0 and < SkinTones
            ? value
            : throw new ArgumentOutOfRangeException(nameof(SkinTone), $"SkinTone must be from 0 to {SkinTones - 1}. Got {value}.");
    }

    /// <summary>Cut of the hair.</summary>
    public HairStyle HairStyle { get; init; }

    /// <summary>Colour of hair and brows.</summary>
    public HairColour HairColour { get; init; } = HairColour.Brown;

    /// <summary>
    /// Dark hair is seen: black, brown or auburn, and not on a bald head. What a grey picture shows of <see cref="HairColour"/>, which a bald
    /// face has too, in its brows alone.
    /// </summary>
    public bool DarkHair => HairStyle != HairStyle.Bald && HairColour is (HairColour.Black or HairColour.Brown or HairColour.Auburn);

    /// <summary>Where the light comes from.</summary>
    public LightDirection Light { get; init; }

    /// <summary>Turn of the head in degrees, −30–30; positive looks towards the right of the picture.</summary>
    public double YawDegrees { get; init => field = Angle(value, nameof(YawDegrees)); }

    /// <summary>Nod of the head in degrees, −30–30; positive looks up.</summary>
    public double PitchDegrees { get; init => field = Angle(value, nameof(PitchDegrees)); }

    /// <summary>Tilt of the head in the picture in degrees, −30–30; positive is clockwise.</summary>
    public double RollDegrees { get; init => field = Angle(value, nameof(RollDegrees)); }

    /// <summary>One integer per attribute, in the order of <see cref="Names"/>; turn is 0 left, 1 frontal (within 6°), 2 right.</summary>
    public int[] Values() =>
    [
        Glasses ? 1 : 0, Baby ? 1 : 0, OpenMouth ? 1 : 0, SkinTone, (int)HairStyle, (int)HairColour, DarkHair ? 1 : 0,
        YawDegrees < -6 ? 0 : YawDegrees > 6 ? 2 : 1, (int)Light,
    ];

    private static double Angle(double value, string name) => value is >= -30 and <= 30
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{name} must be from -30 to 30. Got {value}.");
}
