using Countenance.Drawing;
using Countenance.Reporting.Figures;

namespace Countenance.Tests.Reporting.Figures;

public class ClassPaletteTests
{
    // Machado, Oliveira and Fernandes (2009), severity 1: what an eye without one type of cone makes of linear red, green, blue.
    private static readonly Dictionary<string, double[]> Eyes = new()
    {
        ["all cones"] = [1, 0, 0, 0, 1, 0, 0, 0, 1],
        ["protanopia"] = [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        ["deuteranopia"] = [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        ["tritanopia"] = [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    };

    public static TheoryData<string, bool> EyesAndPages =>
        [.. Eyes.Keys.SelectMany(eye => new[] { false, true }.Select(isDark => new TheoryDataRow<string, bool>(eye, isDark)))];

    [Theory]
    [MemberData(nameof(EyesAndPages))]
    public void Any_two_classes_can_be_told_apart(string eye, bool isDark)
    {
        Oklab[] seen = [.. Enumerable.Range(0, ClassPalette.Count).Select(i => Seen(ClassPalette.Of(i, isDark), Eyes[eye]))];
        for (int i = 0; i < seen.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double distance = seen[i].Distance(seen[j]);
                Assert.True(distance > 0.095, $"Classes {j} and {i} differ by {distance:F3}.");
            }
        }
    }

    [Theory]
    [InlineData(false, 0xffffff)]
    [InlineData(true, 0x181e27)]
    public void Every_colour_and_shade_stands_out_from_the_page(bool isDark, int page)
    {
        double paper = Oklab.Of(Colour.Of(page)).L;
        for (int i = 0; i < ClassPalette.Count; i++)
        {
            for (int shade = 0; shade < 5; shade++)
            {
                Assert.True(Math.Abs(Oklab.Of(ClassPalette.Shade(i, shade, 5, isDark)).L - paper) > 0.12);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Shades_go_from_light_to_dark_in_steps_one_sees(bool isDark)
    {
        for (int i = 0; i < ClassPalette.Count; i++)
        {
            Oklab[] shades = [.. Enumerable.Range(0, 5).Select(shade => Oklab.Of(ClassPalette.Shade(i, shade, 5, isDark)))];
            for (int shade = 1; shade < 5; shade++)
            {
                Assert.InRange(shades[shade - 1].L - shades[shade].L, 0.06, 0.11);
            }
        }
    }

    [Fact]
    public void A_single_shade_is_the_colour_and_the_ninth_class_begins_anew()
    {
        Assert.Equal(ClassPalette.Of(3), ClassPalette.Shade(3, 0, 1));
        Assert.Equal(ClassPalette.Of(0), ClassPalette.Of(8));
        Assert.NotEqual(ClassPalette.Of(3), ClassPalette.Of(3, isDark: true));
    }

    private static Oklab Seen(Colour colour, double[] eye)
    {
        double[] light = [Linear(colour.R), Linear(colour.G), Linear(colour.B)];
        float[] parts =
        [
            .. Enumerable.Range(0, 3).Select(row => Display(Enumerable.Range(0, 3).Sum(i => eye[(3 * row) + i] * light[i]))),
        ];
        return Oklab.Of(new Colour(parts[0], parts[1], parts[2]));
    }

    private static double Linear(double part) => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);

    private static float Display(double light)
    {
        double part = Math.Clamp(light, 0, 1);
        return (float)(part <= 0.0031308 ? 12.92 * part : (1.055 * Math.Pow(part, 1 / 2.4)) - 0.055);
    }
}
