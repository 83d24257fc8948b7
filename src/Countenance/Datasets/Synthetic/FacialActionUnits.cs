namespace Countenance.Datasets.Synthetic;

/// <summary>
/// The state of a face as intensities of the Facial Action Coding System (Ekman and Friesen, 1978; Ekman, Friesen and Hager, 2002):
/// each unit is one muscle action, 0 absent, 1 at its strongest (FACS grade E).
/// </summary>
/// <remarks>Every setter throws <see cref="ArgumentOutOfRangeException"/> outside 0–1 (<see cref="Asymmetry"/>: −1–1).</remarks>
public sealed record FacialActionUnits
{
    /// <summary>Number of values <see cref="CopyTo"/> writes: 17 intensities and the asymmetry.</summary>
    public const int Count = 18;

    /// <summary>AU1, inner brow raiser.</summary>
    public double InnerBrowRaise { get; init => field = Intensity(value, nameof(InnerBrowRaise)); }

    /// <summary>AU2, outer brow raiser.</summary>
    public double OuterBrowRaise { get; init => field = Intensity(value, nameof(OuterBrowRaise)); }

    /// <summary>AU4, brow lowerer: brows down and together.</summary>
    public double BrowLower { get; init => field = Intensity(value, nameof(BrowLower)); }

    /// <summary>AU5, upper lid raiser: white above the iris.</summary>
    public double UpperLidRaise { get; init => field = Intensity(value, nameof(UpperLidRaise)); }

    /// <summary>AU6, cheek raiser: lower lid pushed up, crow's feet.</summary>
    public double CheekRaise { get; init => field = Intensity(value, nameof(CheekRaise)); }

    /// <summary>AU7, lid tightener: a narrow, tense eye.</summary>
    public double LidTighten { get; init => field = Intensity(value, nameof(LidTighten)); }

    /// <summary>AU9, nose wrinkler.</summary>
    public double NoseWrinkle { get; init => field = Intensity(value, nameof(NoseWrinkle)); }

    /// <summary>AU10, upper lip raiser.</summary>
    public double UpperLipRaise { get; init => field = Intensity(value, nameof(UpperLipRaise)); }

    /// <summary>AU12, lip corner puller: the smile.</summary>
    public double LipCornerPull { get; init => field = Intensity(value, nameof(LipCornerPull)); }

    /// <summary>AU14, dimpler: lip corner tightened into the cheek.</summary>
    public double Dimple { get; init => field = Intensity(value, nameof(Dimple)); }

    /// <summary>AU15, lip corner depressor.</summary>
    public double LipCornerDepress { get; init => field = Intensity(value, nameof(LipCornerDepress)); }

    /// <summary>AU17, chin raiser: lower lip pushed up, chin bossed.</summary>
    public double ChinRaise { get; init => field = Intensity(value, nameof(ChinRaise)); }

    /// <summary>AU20, lip stretcher: corners drawn sideways.</summary>
    public double LipStretch { get; init => field = Intensity(value, nameof(LipStretch)); }

    /// <summary>AU23, lip tightener: lips thin and narrow.</summary>
    public double LipTighten { get; init => field = Intensity(value, nameof(LipTighten)); }

    /// <summary>AU25, lips part.</summary>
    public double LipsPart { get; init => field = Intensity(value, nameof(LipsPart)); }

    /// <summary>AU26, jaw drop.</summary>
    public double JawDrop { get; init => field = Intensity(value, nameof(JawDrop)); }

    /// <summary>AU27, mouth stretch: the jaw pulled far down.</summary>
    public double MouthStretch { get; init => field = Intensity(value, nameof(MouthStretch)); }

    /// <summary>
    /// Which side AU10, AU12 and AU14 act on: 0 both alike, +1 only the side at the right of the picture, −1 only the left.
    /// </summary>
    public double Asymmetry
    {
        get;
        init => field = value is >= -1 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Asymmetry), $"Asymmetry must be from -1 to 1. Got {value}.");
    }

    /// <summary>
    /// The prototype of an expression, with the mouth as the units other than AU25–27 leave it. Source: the emotion predictions of
    /// EMFACS (Friesen and Ekman, 1983) as tabulated in the FACS Investigator's Guide (2002): happiness 6+12; surprise 1+2+5;
    /// sadness 1+4+15(+17); anger 4+5+7+23(+17); disgust 9+10+17(+4, 7); fear 1+2+4+5+7+20; contempt unilateral 12+14.
    /// The grades are ours, chosen for the drawing. Surprise's and fear's jaw (26, 27) is drawn apart, see <see cref="FaceSampler"/>.
    /// </summary>
    public static FacialActionUnits Prototype(SyntheticExpression expression) => expression switch
    {
        SyntheticExpression.Neutral => new(),
        SyntheticExpression.Happiness => new()
        {
            CheekRaise = 0.85,
            LipCornerPull = 0.95,
        },
        SyntheticExpression.Surprise => new()
        {
            InnerBrowRaise = 0.95,
            OuterBrowRaise = 0.95,
            UpperLidRaise = 0.8,
        },
        SyntheticExpression.Sadness => new()
        {
            InnerBrowRaise = 0.95,
            BrowLower = 0.55,
            LipCornerDepress = 0.9,
            ChinRaise = 0.45,
        },
        SyntheticExpression.Anger => new()
        {
            BrowLower = 1,
            UpperLidRaise = 0.35,
            LidTighten = 0.7,
            LipTighten = 0.8,
            ChinRaise = 0.35,
        },
        SyntheticExpression.Disgust => new()
        {
            BrowLower = 0.45,
            LidTighten = 0.55,
            NoseWrinkle = 0.95,
            UpperLipRaise = 0.85,
            LipCornerDepress = 0.25,
            ChinRaise = 0.35,
        },
        SyntheticExpression.Fear => new()
        {
            InnerBrowRaise = 0.95,
            OuterBrowRaise = 0.45,
            BrowLower = 0.6,
            UpperLidRaise = 0.95,
            LidTighten = 0.2,
            LipStretch = 0.95,
        },
        SyntheticExpression.Contempt => new()
        {
            LipCornerPull = 0.75,
            Dimple = 0.85,
            Asymmetry = 1,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(expression), $"Expression must be one of the eight. Got {expression}."),
    };

    /// <summary>How strongly a two-sided lip unit acts on a side, 0–1.</summary>
    /// <param name="side">+1 for the right of the picture, −1 for the left.</param>
    public double LipShare(int side) => Math.Clamp(1 + (side * Asymmetry), 0, 1);

    /// <summary>Writes the 17 intensities in the order of the properties, then the asymmetry.</summary>
    /// <param name="values">At least <see cref="Count"/> long.</param>
    /// <exception cref="ArgumentException"><paramref name="values"/> is too short.</exception>
    public void CopyTo(Span<double> values)
    {
        ReadOnlySpan<double> all =
        [
            InnerBrowRaise, OuterBrowRaise, BrowLower, UpperLidRaise, CheekRaise, LidTighten, NoseWrinkle, UpperLipRaise, LipCornerPull,
            Dimple, LipCornerDepress, ChinRaise, LipStretch, LipTighten, LipsPart, JawDrop, MouthStretch, Asymmetry,
        ];
        all.CopyTo(values);
    }

    /// <summary>The inverse of <see cref="CopyTo"/>.</summary>
    /// <exception cref="ArgumentException">There are not exactly <see cref="Count"/> values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static FacialActionUnits From(ReadOnlySpan<double> values)
    {
        if (values.Length != Count)
        {
            throw new ArgumentException($"There must be {Count} values. Got {values.Length}.", nameof(values));
        }

        return new()
        {
            InnerBrowRaise = values[0],
            OuterBrowRaise = values[1],
            BrowLower = values[2],
            UpperLidRaise = values[3],
            CheekRaise = values[4],
            LidTighten = values[5],
            NoseWrinkle = values[6],
            UpperLipRaise = values[7],
            LipCornerPull = values[8],
            Dimple = values[9],
            LipCornerDepress = values[10],
            ChinRaise = values[11],
            LipStretch = values[12],
            LipTighten = values[13],
            LipsPart = values[14],
            JawDrop = values[15],
            MouthStretch = values[16],
            Asymmetry = values[17],
        };
    }

    private static double Intensity(double value, string name) => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{name} must be from 0 to 1. Got {value}.");
}
