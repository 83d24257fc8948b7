using System.Text;

namespace Countenance.Drawing;

/// <summary>The fonts that figures are written in (see Fonts/README.md), and how wide a text is in them.</summary>
internal static class Typeface
{
    private static readonly Lazy<TrueTypeFont> RegularFont = new(() => Read("DejaVuSansCondensed.ttf"));
    private static readonly Lazy<TrueTypeFont> BoldFont = new(() => Read("DejaVuSansCondensed-Bold.ttf"));

    /// <summary>For most.</summary>
    public static TrueTypeFont Regular => RegularFont.Value;

    /// <summary>For headings.</summary>
    public static TrueTypeFont Bold => BoldFont.Value;

    /// <summary>Width of a text in the canvas's units.</summary>
    public static double Measure(string text, TextStyle style)
    {
        double width = 0;
        foreach (Rune character in text.EnumerateRunes())
        {
            width += style.Font.Outline(character).Advance;
        }

        return width * style.Size;
    }

    /// <summary>The text, or as much of its beginning as fits with an ellipsis after it.</summary>
    public static string Fit(string text, TextStyle style, double width)
    {
        if (Measure(text, style) <= width)
        {
            return text;
        }

        int length = text.Length;
        while (length > 0 && (char.IsHighSurrogate(text[length - 1]) || Measure(text[..length].TrimEnd() + "…", style) > width))
        {
            length--;
        }

        return text[..length].TrimEnd() + "…";
    }

    /// <summary>The path, or the file's name alone, or as much of its end as fits.</summary>
    public static string FitPath(string path, TextStyle style, double width)
        => Measure(path, style) <= width ? path : FitEnd(path[(path.LastIndexOf('/') + 1)..], style, width);

    /// <summary>The text, or as much of its end as fits with an ellipsis before it.</summary>
    public static string FitEnd(string text, TextStyle style, double width)
    {
        int start = 0;
        while (start < text.Length && Measure(start == 0 ? text : "…" + text[start..], style) > width)
        {
            start += char.IsHighSurrogate(text[start]) ? 2 : 1;
        }

        return start == 0 ? text : "…" + text[Math.Min(start, text.Length)..];
    }

    /// <summary>Breaks a text into lines at blanks; what does not fit into the last line ends in an ellipsis.</summary>
    /// <param name="text">The text.</param>
    /// <param name="style">How it is written.</param>
    /// <param name="width">Width of a line.</param>
    /// <param name="lines">The most lines.</param>
    public static IReadOnlyList<string> Wrap(string text, TextStyle style, double width, int lines)
    {
        var done = new List<string>();
        string line = "";
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < words.Length; i++)
        {
            string longer = line.Length == 0 ? words[i] : $"{line} {words[i]}";
            if (line.Length == 0 || Measure(longer, style) <= width)
            {
                line = longer;
                continue;
            }

            if (done.Count == lines - 1)
            {
                done.Add(Fit($"{line} {string.Join(' ', words[i..])}", style, width));
                return done;
            }

            done.Add(Fit(line, style, width));
            line = words[i];
        }

        if (line.Length > 0)
        {
            done.Add(Fit(line, style, width));
        }

        return done;
    }

    private static TrueTypeFont Read(string name)
    {
        var assembly = typeof(Typeface).Assembly;
        using Stream stream = assembly.GetManifestResourceStream($"Countenance.Drawing.Fonts.{name}")
            ?? throw new InvalidOperationException($"The assembly {assembly.GetName().Name} must hold the resource {name}. Got none.");
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return new TrueTypeFont(file);
    }
}
