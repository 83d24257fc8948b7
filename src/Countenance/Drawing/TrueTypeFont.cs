using System.Collections.Concurrent;
using System.Text;

namespace Countenance.Drawing;

/// <summary>
/// The outlines in a TrueType font file (the tables head, maxp, hhea, hmtx, cmap, loca and glyf, without hints). It reads the fonts that
/// the library carries, not any font: what a broken file throws is not said. Thread-safe.
/// </summary>
internal sealed class TrueTypeFont
{
    private readonly byte[] file;
    private readonly Dictionary<string, int> tables = [];
    private readonly Dictionary<int, int> glyphOf = [];
    private readonly ConcurrentDictionary<int, GlyphOutline> outlines = new();
    private readonly int unitsPerEm;
    private readonly bool longOffsets;
    private readonly int advances;

    /// <summary>Reads the tables; outlines are read when they are first asked for.</summary>
    /// <param name="file">The whole file, used in place.</param>
    public TrueTypeFont(byte[] file)
    {
        this.file = file;
        var directory = new BigEndianSpan(file) { Position = 4 };
        int count = directory.UInt16();
        for (int i = 0; i < count; i++)
        {
            int entry = 12 + (16 * i);
            directory.Position = entry + 8;
            tables[Encoding.ASCII.GetString(file, entry, 4)] = (int)directory.UInt32();
        }

        unitsPerEm = At("head", 18).UInt16();
        longOffsets = At("head", 50).Int16() != 0;
        advances = At("hhea", 34).UInt16();
        Ascent = At("hhea", 4).Int16() / (double)unitsPerEm;
        Descent = -At("hhea", 6).Int16() / (double)unitsPerEm;
        ReadCharacters();
        CapHeight = -Outline(new Rune('H')).Points.Min(point => point.Y);
        LowerHeight = -Outline(new Rune('x')).Points.Min(point => point.Y);
    }

    /// <summary>Room above the baseline, for letters one unit high.</summary>
    public double Ascent { get; }

    /// <summary>Room below the baseline.</summary>
    public double Descent { get; }

    /// <summary>Height of capitals.</summary>
    public double CapHeight { get; }

    /// <summary>Height of lower-case letters such as x.</summary>
    public double LowerHeight { get; }

    /// <summary>Whether the font has the character; one that it lacks is drawn as a box.</summary>
    public bool Has(Rune character) => glyphOf.ContainsKey(character.Value);

    /// <summary>The outline of a character.</summary>
    public GlyphOutline Outline(Rune character) => outlines.GetOrAdd(glyphOf.GetValueOrDefault(character.Value), ReadOutline);

    private BigEndianSpan At(string table, int offset) => new(file) { Position = tables[table] + offset };

    private void ReadCharacters()
    {
        BigEndianSpan index = At("cmap", 2);
        int count = index.UInt16();
        for (int i = 0; i < count; i++)
        {
            index.Position += 4; // platform and encoding: both that occur are Unicode
            int offset = (int)index.UInt32();
            if (At("cmap", offset).UInt16() == 4)
            {
                ReadSegments(offset);
                return;
            }
        }

        throw new ArgumentException("The font must have a character map of format 4. Got none.");
    }

    // Format 4: segments of consecutive characters, each by a shift or by a list of glyphs.
    private void ReadSegments(int offset)
    {
        int segments = At("cmap", offset + 6).UInt16() / 2;
        for (int i = 0; i < segments; i++)
        {
            int at = offset + 14 + (2 * i);
            int last = At("cmap", at).UInt16();
            int first = At("cmap", at + (2 * segments) + 2).UInt16();
            int shift = At("cmap", at + (4 * segments) + 2).Int16();
            int list = At("cmap", at + (6 * segments) + 2).UInt16();
            for (int character = first; character <= last && character != 0xFFFF; character++)
            {
                int glyph = list == 0 ? character : At("cmap", at + (6 * segments) + 2 + list + (2 * (character - first))).UInt16();
                if (glyph != 0 && ((glyph + shift) & 0xFFFF) is var shifted and not 0)
                {
                    glyphOf[character] = shifted;
                }
            }
        }
    }

    private GlyphOutline ReadOutline(int glyph)
    {
        double scale = 1.0 / unitsPerEm;
        double advance = At("hmtx", 4 * Math.Min(glyph, advances - 1)).UInt16() * scale;
        var path = new VectorPath().Clear();
        AddGlyph(path, glyph, new GlyphPlacement(scale, 0, 0, -scale, 0, 0));
        path.Finish();
        return new GlyphOutline(advance, path.Points.ToArray(), path.Ends.ToArray());
    }

    private void AddGlyph(VectorPath path, int glyph, GlyphPlacement placement)
    {
        (int start, int end) = longOffsets
            ? ((int)At("loca", 4 * glyph).UInt32(), (int)At("loca", 4 * (glyph + 1)).UInt32())
            : (2 * At("loca", 2 * glyph).UInt16(), 2 * At("loca", 2 * (glyph + 1)).UInt16());
        if (start == end)
        {
            return; // a blank
        }

        BigEndianSpan data = At("glyf", start);
        int contours = data.Int16();
        data.Position += 8; // the bounds
        if (contours >= 0)
        {
            SimpleGlyph.Add(path, data, contours, placement);
        }
        else
        {
            AddParts(path, data, placement);
        }
    }

    // A glyph made of others, such as a letter and its accent.
    private void AddParts(VectorPath path, BigEndianSpan data, GlyphPlacement placement)
    {
        const int words = 1, scaled = 8, more = 32, scaledTwice = 64, matrix = 128;
        int flags;
        do
        {
            flags = data.UInt16();
            int glyph = data.UInt16();
            double x = (flags & words) != 0 ? data.Int16() : (sbyte)data.Byte();
            double y = (flags & words) != 0 ? data.Int16() : (sbyte)data.Byte();
            double xx = 1, xy = 0, yx = 0, yy = 1;
            if ((flags & scaled) != 0)
            {
                xx = yy = data.Int16() / 16384.0;
            }
            else if ((flags & scaledTwice) != 0)
            {
                (xx, yy) = (data.Int16() / 16384.0, data.Int16() / 16384.0);
            }
            else if ((flags & matrix) != 0)
            {
                (xx, xy, yx, yy) = (data.Int16() / 16384.0, data.Int16() / 16384.0, data.Int16() / 16384.0, data.Int16() / 16384.0);
            }

            AddGlyph(path, glyph, placement.Of(new GlyphPlacement(xx, xy, yx, yy, x, y)));
        }
        while ((flags & more) != 0);
    }
}
