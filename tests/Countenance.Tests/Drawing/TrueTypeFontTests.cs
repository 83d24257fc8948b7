using System.Text;
using System.Text.Json;
using Countenance.Drawing;

namespace Countenance.Tests.Drawing;

public class TrueTypeFontTests
{
    [Theory]
    [InlineData("DejaVuSansCondensed")]
    [InlineData("DejaVuSansCondensed-Bold")]
    public void Widths_bounds_and_areas_are_those_that_fontTools_finds(string name)
    {
        TrueTypeFont font = name.EndsWith("Bold", StringComparison.Ordinal) ? Typeface.Bold : Typeface.Regular;
        using JsonDocument golden = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "Drawing", "glyphs.json")));
        JsonElement[] rows = [.. golden.RootElement.GetProperty(name).EnumerateArray()];
        Assert.Equal(20, rows.Length);
        foreach (JsonElement row in rows)
        {
            Rune character = row.GetProperty("character").GetString()!.EnumerateRunes().Single();
            GlyphOutline glyph = font.Outline(character);
            Assert.Equal(row.GetProperty("advance").GetDouble(), glyph.Advance, 1e-9);
            double[] bounds = [.. row.GetProperty("bounds").EnumerateArray().Select(value => value.GetDouble())];
            if (bounds.Length == 0)
            {
                Assert.Empty(glyph.Points);
                continue;
            }

            double[] found =
            [
                glyph.Points.Min(point => point.X), -glyph.Points.Max(point => point.Y),
                glyph.Points.Max(point => point.X), -glyph.Points.Min(point => point.Y),
            ];
            Assert.All(bounds.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 0.004)); // curves became short lines
            double area = row.GetProperty("area").GetDouble();
            Assert.Equal(area, Math.Abs(SignedArea(glyph)), 0.02 * area);
        }
    }

    [Fact]
    public void The_measures_of_the_font_are_those_of_its_letters()
    {
        Assert.Equal(1493.0 / 2048, Typeface.Regular.CapHeight, 1e-9);
        Assert.Equal(1120.0 / 2048, Typeface.Regular.LowerHeight, 1e-9);
        Assert.InRange(Typeface.Regular.Ascent, 0.9, 1.0);
        Assert.InRange(Typeface.Regular.Descent, 0.2, 0.3);
    }

    [Fact]
    public void A_character_that_is_not_there_is_a_box()
    {
        var absent = new Rune(0x4E2D);

        Assert.False(Typeface.Regular.Has(absent));
        GlyphOutline box = Typeface.Regular.Outline(absent);
        Assert.NotEmpty(box.Points);
        Assert.Same(box.Points, Typeface.Regular.Outline(new Rune(0x1F600)).Points);
    }

    [Fact]
    public void Every_sign_that_figures_use_is_there()
    {
        foreach (Rune sign in "–−…→✓✕σ×\u202f±≥µ".EnumerateRunes())
        {
            Assert.True(Typeface.Regular.Has(sign), $"{sign} is not in the regular font.");
            Assert.True(Typeface.Bold.Has(sign), $"{sign} is not in the bold font.");
        }
    }

    private static double SignedArea(GlyphOutline glyph)
    {
        double sum = 0;
        int start = 0;
        foreach (int end in glyph.Ends)
        {
            for (int i = start; i < end; i++)
            {
                (double X, double Y) from = glyph.Points[i];
                (double X, double Y) to = glyph.Points[i + 1 == end ? start : i + 1];
                sum += (from.X * to.Y) - (to.X * from.Y);
            }

            start = end;
        }

        return sum / 2;
    }
}
