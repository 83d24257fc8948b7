using Countenance.Datasets.Synthetic;

namespace Countenance.Tests.Datasets.Synthetic;

/// <summary>Each action unit must show where the muscle acts, measured on the picture of a calm, bald, frontal adult at 128 px.</summary>
public class ActionUnitDrawingTests
{
    private const int Size = 128;

    // Rows of that face in pixels: brows above, then eyes, nose, mouth. Bands overlap, as muscles do.
    private const int Forehead = 20;
    private const int EyeLine = 61;
    private const int MouthLine = 98;

    [Theory]
    [InlineData(nameof(FacialActionUnits.InnerBrowRaise), Forehead, 58)]
    [InlineData(nameof(FacialActionUnits.OuterBrowRaise), Forehead, 58)]
    [InlineData(nameof(FacialActionUnits.BrowLower), 35, 72)]
    [InlineData(nameof(FacialActionUnits.UpperLidRaise), 48, 72)]
    [InlineData(nameof(FacialActionUnits.CheekRaise), 48, 90)]
    [InlineData(nameof(FacialActionUnits.LidTighten), 48, 74)]
    [InlineData(nameof(FacialActionUnits.NoseWrinkle), 36, 104)]
    [InlineData(nameof(FacialActionUnits.UpperLipRaise), 74, 106)]
    [InlineData(nameof(FacialActionUnits.LipCornerPull), 74, 112)]
    [InlineData(nameof(FacialActionUnits.Dimple), 48, 108)]
    [InlineData(nameof(FacialActionUnits.LipCornerDepress), 88, 118)]
    [InlineData(nameof(FacialActionUnits.ChinRaise), 84, 126)]
    [InlineData(nameof(FacialActionUnits.LipStretch), 74, 110)]
    [InlineData(nameof(FacialActionUnits.LipTighten), 86, 110)]
    [InlineData(nameof(FacialActionUnits.LipsPart), 86, 112)]
    [InlineData(nameof(FacialActionUnits.JawDrop), 86, 128)]
    [InlineData(nameof(FacialActionUnits.MouthStretch), 80, 128)]
    public void A_unit_changes_its_own_region(string unit, int top, int bottom)
    {
        byte[] calm = Draw(new FacialActionUnits());
        byte[] acted = Draw(With(unit));
        double inside = 0;
        double all = 0;
        for (int i = 0; i < calm.Length; i++)
        {
            double change = Math.Abs(calm[i] - acted[i]);
            all += change;
            inside += i / Size >= top && i / Size < bottom ? change : 0;
        }

        Assert.True(all > 1500, $"{unit} changes only {all} grey levels.");
        Assert.True(inside > 0.9 * all, $"{unit}: only {inside / all:P0} of the change lies in rows {top}–{bottom}.");
    }

    [Fact]
    public void Every_unit_moves_the_picture_further_the_stronger_it_is()
    {
        byte[] calm = Draw(new FacialActionUnits());
        for (int i = 0; i < FacialActionUnits.Count - 1; i++)
        {
            var values = new double[FacialActionUnits.Count];
            values[i] = 0.3;
            double weak = Change(calm, Draw(FacialActionUnits.From(values)));
            values[i] = 1;
            double strong = Change(calm, Draw(FacialActionUnits.From(values)));
            Assert.True(weak > 0 && strong > 1.3 * weak, $"Unit {i}: {weak} at 0.3, {strong} at 1.");
        }
    }

    [Fact]
    public void AU1_lifts_the_inner_brow_AU2_the_outer_and_AU4_lowers()
    {
        double inner = Darkest(new(), 49, 54, 30, 56);
        double outer = Darkest(new(), 29, 34, 30, 56);

        Assert.True(Darkest(new() { InnerBrowRaise = 1 }, 49, 54, 30, 56) < inner - 4);
        Assert.True(Darkest(new() { OuterBrowRaise = 1 }, 29, 34, 30, 56) < outer - 3);
        Assert.True(Darkest(new() { BrowLower = 1 }, 49, 54, 30, 60) > inner + 3);
    }

    [Fact]
    public void AU5_opens_the_eyes_and_AU7_narrows_them()
    {
        int calm = Bright(new());

        Assert.True(Bright(new() { UpperLidRaise = 1 }) > 1.2 * calm);
        Assert.True(Bright(new() { LidTighten = 1 }) < 0.8 * calm);
        Assert.True(Bright(new() { CheekRaise = 1 }) < 0.85 * calm);
    }

    [Fact]
    public void AU12_lifts_the_corners_of_the_mouth_AU15_lowers_them_and_AU20_spreads_them()
    {
        (double calmX, double calmY) = RightCorner(new());
        (double pulledX, double pulledY) = RightCorner(new() { LipCornerPull = 1 });
        (_, double depressedY) = RightCorner(new() { LipCornerDepress = 1 });
        (double stretchedX, _) = RightCorner(new() { LipStretch = 1 });

        Assert.True(pulledY < calmY - 4 && pulledX > calmX + 2, $"({calmX}, {calmY}) → ({pulledX}, {pulledY})");
        Assert.True(depressedY > calmY + 4);
        Assert.True(stretchedX > calmX + 3);
    }

    [Fact]
    public void AU25_to_27_open_the_mouth_wider_and_wider()
    {
        byte[] closed = Draw(new());
        byte[] parted = Draw(new() { LipsPart = 1 });
        byte[] dropped = Draw(new() { LipsPart = 1, JawDrop = 1 });
        byte[] stretched = Draw(new() { LipsPart = 1, MouthStretch = 1 });

        Assert.True(Change(closed, parted) < Change(closed, dropped) && Change(closed, dropped) < Change(closed, stretched));
        Assert.True(
            Cavity(closed) < Cavity(dropped) && 1.3 * Cavity(dropped) < Cavity(stretched),
            $"{Cavity(closed)} {Cavity(parted)} {Cavity(dropped)} {Cavity(stretched)}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Contempt_moves_one_side_of_the_mouth(int side)
    {
        byte[] calm = Draw(new());
        byte[] smirk = Draw(FacialActionUnits.Prototype(SyntheticExpression.Contempt) with { Asymmetry = side });
        double left = 0;
        double right = 0;
        for (int y = 80; y < 112; y++)
        {
            for (int x = 0; x < Size / 2; x++)
            {
                left += Math.Abs(calm[(y * Size) + x] - smirk[(y * Size) + x]);
                right += Math.Abs(calm[(y * Size) + Size - 1 - x] - smirk[(y * Size) + Size - 1 - x]);
            }
        }

        Assert.True(side > 0 ? right > 1.8 * left : left > 1.8 * right, $"left {left}, right {right}");
    }

    private static FacialActionUnits With(string unit)
    {
        var values = new double[FacialActionUnits.Count];
        values[Array.FindIndex(typeof(FacialActionUnits).GetProperties(), p => p.Name == unit)] = 1;
        var units = FacialActionUnits.From(values);
        Assert.Equal(1.0, typeof(FacialActionUnits).GetProperty(unit)!.GetValue(units));
        return units;
    }

    private static byte[] Draw(FacialActionUnits units)
    {
        var pixels = new byte[Size * Size];
        new FaceRenderer(Size, 1).Render(
            new FaceDescription { ActionUnits = units, Attributes = new() { HairStyle = HairStyle.Bald } }, pixels);
        return pixels;
    }

    private static double Change(byte[] a, byte[] b) => a.Zip(b, (x, y) => (double)Math.Abs(x - y)).Sum();

    /// <summary>Mean row of the darkest pixel in each column of a window.</summary>
    private static double Darkest(FacialActionUnits units, int left, int right, int top, int bottom)
    {
        byte[] face = Draw(units);
        double sum = 0;
        for (int x = left; x < right; x++)
        {
            sum += Enumerable.Range(top, bottom - top).MinBy(y => face[(y * Size) + x]);
        }

        return sum / (right - left);
    }

    /// <summary>Pixels of eye white.</summary>
    private static int Bright(FacialActionUnits units)
    {
        byte[] face = Draw(units);
        int count = 0;
        for (int y = EyeLine - 14; y < EyeLine + 14; y++)
        {
            for (int x = 30; x < 98; x++)
            {
                count += face[(y * Size) + x] > 236 ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>The outermost pixel as dark as the line between the lips, on the right half.</summary>
    private static (double X, double Y) RightCorner(FacialActionUnits units)
    {
        byte[] face = Draw(units);
        for (int x = 100; x > 64; x--)
        {
            int y = Enumerable.Range(MouthLine - 16, 32).MinBy(row => face[(row * Size) + x]);
            if (face[(y * Size) + x] < 110)
            {
                return (x, y);
            }
        }

        return (64, MouthLine);
    }

    /// <summary>Pixels as dark as the inside of the mouth, around the middle of the lips.</summary>
    private static int Cavity(byte[] face)
    {
        int count = 0;
        for (int y = 84; y < 120; y++)
        {
            for (int x = 48; x < 80; x++)
            {
                count += face[(y * Size) + x] < 85 ? 1 : 0;
            }
        }

        return count;
    }
}
