namespace Countenance.Datasets.Synthetic;

/// <summary>
/// Draws the parameters of a face. Attributes, build and camera come from streams of their own that know nothing of the expression, so
/// they are independent of the label by construction.
/// </summary>
internal static class FaceSampler
{
    private const int OrderStream = 1;
    private const int AttributeStream = 2;
    private const int IdentityStream = 3;
    private const int CaptureStream = 4;
    private const int ExpressionStream = 5;
    private const double JawOpenFrom = 0.3;

    public static SyntheticFace Draw(ulong seed, int index)
    {
        SyntheticExpression expression = ExpressionAt(seed, index);
        FaceAttributes attributes = Attributes(new StableRandom(seed, AttributeStream, (ulong)index));
        var random = new StableRandom(seed, ExpressionStream, (ulong)index);
        for (int attempt = 0; ; attempt++)
        {
            // The class is the majority of the votes, as in FER+: a face the panel does not agree on is drawn again, a little clearer.
            FacialActionUnits units = ActionUnits(expression, attributes.OpenMouth, 1.0 / (1 + (attempt / 8.0)), random);
            int[] votes = AnnotatorPanel.Vote(AnnotatorPanel.Probabilities(units), random);
            if (2 * votes[(int)expression] > AnnotatorPanel.Votes)
            {
                var description = new FaceDescription
                {
                    ActionUnits = units,
                    Attributes = attributes,
                    Identity = Identity(new StableRandom(seed, IdentityStream, (ulong)index)),
                    Capture = Capture(new StableRandom(seed, CaptureStream, (ulong)index)),
                };
                return new SyntheticFace(expression, description, votes);
            }
        }
    }

    /// <summary>Fisher–Yates over each run of eight.</summary>
    private static SyntheticExpression ExpressionAt(ulong seed, int index)
    {
        var random = new StableRandom(seed, OrderStream, (ulong)(index / AnnotatorPanel.Classes));
        Span<int> order = [0, 1, 2, 3, 4, 5, 6, 7];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return (SyntheticExpression)order[index % AnnotatorPanel.Classes];
    }

    private static FaceAttributes Attributes(StableRandom random) => new()
    {
        Glasses = random.Chance(0.35),
        Baby = random.Chance(0.3),
        OpenMouth = random.Chance(0.4),
        SkinTone = random.Next(FaceAttributes.SkinTones),
        HairStyle = (HairStyle)random.Next(6),
        HairColour = (HairColour)random.Next(5),
        Light = (LightDirection)random.Next(4),
        YawDegrees = Math.Clamp(9 * random.NextBell(), -22, 22),
        PitchDegrees = Math.Clamp(5 * random.NextBell(), -12, 12),
        RollDegrees = Math.Clamp(4.5 * random.NextBell(), -12, 12),
    };

    private static FaceIdentity Identity(StableRandom random)
    {
        double Deviation() => Math.Clamp(random.NextBell(), -2, 2);
        return new()
        {
            HeadWidth = Deviation(),
            JawWidth = Deviation(),
            EyeSize = Deviation(),
            EyeSpacing = Deviation(),
            BrowHeight = Deviation(),
            BrowThickness = Deviation(),
            NoseLength = Deviation(),
            NoseWidth = Deviation(),
            MouthWidth = Deviation(),
            LipFullness = Deviation(),
            Gaze = Math.Clamp(0.4 * random.NextBell(), -1, 1),
        };
    }

    private static FaceCapture Capture(StableRandom random) => new()
    {
        Scale = random.Next(0.96, 1.1),
        ShiftX = 0.03 * random.NextBell(),
        ShiftY = 0.03 * random.NextBell(),
        Backdrop = random.Next(0.3, 0.9),
        BackdropHue = random.Next(),
        Contrast = random.Next(0.86, 1.02),
        Noise = random.Next(0, 0.018),
        Blur = random.Next(0, 0.7),
        NoiseSeed = random.NextBits(),
    };

    /// <summary>
    /// The prototype at a random strength, with units missing, stray units and, in four faces of ten, a trace of a second expression.
    /// </summary>
    private static FacialActionUnits ActionUnits(SyntheticExpression expression, bool openMouth, double looseness, StableRandom random)
    {
        Span<double> units = stackalloc double[FacialActionUnits.Count];
        Span<double> other = stackalloc double[FacialActionUnits.Count];
        FacialActionUnits.Prototype(expression).CopyTo(units);
        double strength = Math.Clamp(0.8 + (0.21 * looseness * random.NextBell()), 0.35, 1.1);
        double trace = random.Chance(0.4 * looseness) ? random.Next(0.1, 0.6) : 0;
        FacialActionUnits.Prototype((SyntheticExpression)random.Next(AnnotatorPanel.Classes)).CopyTo(other);
        int side = random.Chance(0.5) ? 1 : -1;
        const int asymmetry = FacialActionUnits.Count - 1;
        for (int i = 0; i < asymmetry; i++)
        {
            double own = units[i] * strength * (1 + (0.16 * looseness * random.NextBell()));
            if (random.Chance(0.08 * looseness))
            {
                own *= random.Next(0.1, 0.6);
            }

            double stray = 0.05 * looseness * random.NextBell();
            units[i] = Math.Clamp(own + (trace * ((0.8 * other[i]) - (0.5 * own))) + Math.Max(0, stray), 0, 1);
        }

        units[asymmetry] = Math.Clamp((side * units[asymmetry]) + (0.07 * random.NextBell()), -1, 1);
        SetJaw(units, expression, openMouth, random);
        return FacialActionUnits.From(units);
    }

    /// <summary>
    /// AU25–27. Every expression can be made with the jaw dropped or not: a laugh or a smile, a shout or pressed lips, a sob or a pout.
    /// Open means AU26 + AU27 of at least 0.3; closed stays below, with lips that part where the expression wants it.
    /// </summary>
    private static void SetJaw(Span<double> units, SyntheticExpression expression, bool open, StableRandom random)
    {
        (double part, double drop, double stretch) = (expression, open) switch
        {
            (SyntheticExpression.Neutral, true) => (0.7, 0.42, 0.0),
            (SyntheticExpression.Happiness, true) => (1.0, 0.55, 0.0),
            (SyntheticExpression.Surprise, true) => (1.0, 0.5, 0.6),
            (SyntheticExpression.Sadness, true) => (0.8, 0.5, 0.0),
            (SyntheticExpression.Anger, true) => (1.0, 0.62, 0.0),
            (SyntheticExpression.Disgust, true) => (1.0, 0.45, 0.0),
            (SyntheticExpression.Fear, true) => (1.0, 0.66, 0.0),
            (SyntheticExpression.Contempt, true) => (0.7, 0.42, 0.0),
            (SyntheticExpression.Surprise, false) => (0.8, 0.2, 0.0),
            (SyntheticExpression.Fear, false) => (0.9, 0.08, 0.0),
            (SyntheticExpression.Disgust, false) => (0.35, 0.0, 0.0),
            _ => (0.0, 0.0, 0.0),
        };
        double vary = 1 + (0.15 * random.NextBell());
        double opened = drop * vary;
        units[14] = Math.Clamp(part * vary, 0, 1);
        units[15] = open ? Math.Clamp(opened, JawOpenFrom, 1) : Math.Min(opened, JawOpenFrom - 0.01);
        units[16] = Math.Clamp(stretch * vary, 0, 1);
        if (open)
        {
            // A dropped jaw undoes the chin raiser and loosens tight lips.
            units[11] *= 0.4;
            units[13] *= 0.7;
        }
    }
}
