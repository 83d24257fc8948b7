using Countenance.Drawing;

namespace Countenance.Datasets.Synthetic.Drawing;

/// <summary>Where everything of one face is at rest, in face coordinates, and the colours it is painted with.</summary>
internal sealed class FaceLayout
{
    private static readonly Colour[] skinTones =
    [
        Colour.Of(243, 218, 200), Colour.Of(236, 201, 175), Colour.Of(222, 177, 140),
        Colour.Of(198, 149, 111), Colour.Of(166, 119, 86), Colour.Of(136, 95, 70),
    ];

    private static readonly Colour[] hairColours =
    [
        Colour.Of(34, 29, 30), Colour.Of(82, 54, 38), Colour.Of(146, 76, 42), Colour.Of(222, 184, 118), Colour.Of(172, 172, 170),
    ];

    public FaceLayout(FaceDescription face)
    {
        FaceAttributes attributes = face.Attributes;
        FaceIdentity who = face.Identity;
        double Pick(double adult, double baby) => attributes.Baby ? baby : adult;

        HeadHalfWidth = Pick(0.74, 0.80) * (1 + (0.035 * who.HeadWidth));
        JawHalfWidth = Pick(0.55, 0.63) * (1 + (0.05 * who.JawWidth));
        CheekY = Pick(0.24, 0.36);
        JawY = Pick(0.62, 0.64);
        ChinY = Pick(0.98, 0.88);
        EyeX = Pick(0.335, 0.365) * (1 + (0.03 * who.EyeSpacing));
        EyeY = Pick(-0.08, 0.1);
        EyeHalfWidth = Pick(0.185, 0.212) * (1 + (0.04 * who.EyeSize));
        EyeHalfHeight = Pick(0.112, 0.15) * (1 + (0.05 * who.EyeSize));
        IrisRadius = Pick(0.094, 0.126) * (1 + (0.03 * who.EyeSize));
        BrowY = EyeY - Pick(0.265, 0.315) - (0.018 * who.BrowHeight);
        BrowThickness = Pick(0.068, 0.05) * (1 + (0.13 * who.BrowThickness));
        NoseY = Pick(0.29, 0.36) + (0.018 * who.NoseLength);
        NoseHalfWidth = Pick(0.125, 0.095) * (1 + (0.06 * who.NoseWidth));
        MouthY = Pick(0.57, 0.605);
        MouthHalfWidth = Pick(0.285, 0.225) * (1 + (0.045 * who.MouthWidth));
        LipThickness = Pick(0.072, 0.066) * (1 + (0.11 * who.LipFullness));
        HairlineY = Pick(-0.62, -0.6);

        Skin = skinTones[attributes.SkinTone];
        SkinShadow = Skin.Times(0.62).Mix(Colour.Of(120, 50, 40), 0.16);
        Line = Skin.Times(0.24).Mix(Colour.Of(50, 20, 16), 0.4);
        Hair = hairColours[(int)attributes.HairColour];
        HairShadow = Hair.Times(0.62);
        HairLight = Hair.Mix(Colour.White, 0.2);
        Brow = Hair.Times(0.6).Luma < Skin.Luma * 0.46 ? Hair.Times(0.6) : Hair.Times(0.6 * 0.46 * Skin.Luma / (0.6 * Hair.Luma));
        Lip = Skin.Times(0.74).Mix(Colour.Of(176, 60, 62), 0.42);
        Cavity = Colour.Of(64, 18, 20).Times(attributes.SkinTone > 3 ? 0.7 : 1);
        Teeth = Colour.Of(250, 248, 242);
        EyeWhite = Colour.Of(250, 250, 250).Mix(Skin, 0.06);
        Iris = attributes.SkinTone > 2 || attributes.HairColour is HairColour.Black ? Colour.Of(70, 44, 30) : Colour.Of(74, 98, 112);
    }

    public double HeadHalfWidth { get; }

    public double JawHalfWidth { get; }

    /// <summary>Height of the widest point of the cheeks.</summary>
    public double CheekY { get; }

    public double JawY { get; }

    public double ChinY { get; }

    public double EyeX { get; }

    public double EyeY { get; }

    public double EyeHalfWidth { get; }

    public double EyeHalfHeight { get; }

    public double IrisRadius { get; }

    public double BrowY { get; }

    public double BrowThickness { get; }

    /// <summary>Height of the underside of the nose.</summary>
    public double NoseY { get; }

    public double NoseHalfWidth { get; }

    /// <summary>Height of the line between the closed lips.</summary>
    public double MouthY { get; }

    public double MouthHalfWidth { get; }

    /// <summary>Thickness of the lower lip; the upper one is a little thinner.</summary>
    public double LipThickness { get; }

    public double HairlineY { get; }

    public Colour Skin { get; }

    public Colour SkinShadow { get; }

    /// <summary>The dark of drawn lines: lashes, folds, nostrils.</summary>
    public Colour Line { get; }

    public Colour Hair { get; }

    public Colour HairShadow { get; }

    public Colour HairLight { get; }

    public Colour Brow { get; }

    public Colour Lip { get; }

    public Colour Cavity { get; }

    public Colour Teeth { get; }

    public Colour EyeWhite { get; }

    public Colour Iris { get; }
}
