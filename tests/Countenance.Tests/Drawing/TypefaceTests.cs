using Countenance.Drawing;

namespace Countenance.Tests.Drawing;

public class TypefaceTests
{
    private static readonly TextStyle Style = new(12, Colour.Of(0));

    [Fact]
    public void A_width_is_the_sum_of_the_letters_and_grows_with_the_size()
    {
        double width = Typeface.Measure("happiness", Style);

        Assert.Equal("happiness".Sum(letter => Typeface.Measure($"{letter}", Style)), width, 1e-9);
        Assert.Equal(2 * width, Typeface.Measure("happiness", Style with { Size = 24 }), 1e-9);
        Assert.True(Typeface.Measure("happiness", Style with { IsBold = true }) > width);
        Assert.Equal(0, Typeface.Measure("", Style));
    }

    [Theory]
    [InlineData("FER2013Valid/fer0028638.png")]
    [InlineData("a")]
    [InlineData("")]
    [InlineData("😀😀😀😀😀😀😀😀😀😀😀😀")]
    public void A_text_is_cut_only_as_far_as_it_must(string text)
    {
        double whole = Typeface.Measure(text, Style);
        Assert.Equal(text, Typeface.Fit(text, Style, whole + 0.001));
        Assert.Equal(text, Typeface.FitEnd(text, Style, whole + 0.001));
        if (text.Length < 3)
        {
            return;
        }

        string begin = Typeface.Fit(text, Style, whole / 2);
        string end = Typeface.FitEnd(text, Style, whole / 2);
        Assert.InRange(Typeface.Measure(begin, Style), whole / 4, whole / 2);
        Assert.InRange(Typeface.Measure(end, Style), whole / 4, whole / 2);
        Assert.StartsWith(begin[..^1], text, StringComparison.Ordinal);
        Assert.EndsWith(end[1..], text, StringComparison.Ordinal);
        Assert.Equal(('…', '…'), (begin[^1], end[0]));
        Assert.False(char.IsHighSurrogate(begin[^2]));
        Assert.False(char.IsLowSurrogate(end[1]));
    }

    [Fact]
    public void A_path_loses_its_folders_first()
    {
        const string path = "FER2013Valid/fer0028638.png";
        double name = Typeface.Measure("fer0028638.png", Style);

        Assert.Equal(path, Typeface.FitPath(path, Style, Typeface.Measure(path, Style)));
        Assert.Equal("fer0028638.png", Typeface.FitPath(path, Style, name + 1));
        Assert.StartsWith("…", Typeface.FitPath(path, Style, name - 1), StringComparison.Ordinal);
    }

    [Fact]
    public void No_room_at_all_leaves_an_ellipsis()
    {
        Assert.Equal("…", Typeface.Fit("abc", Style, 0));
        Assert.Equal("…", Typeface.FitEnd("abc", Style, 0));
    }

    [Fact]
    public void A_text_is_broken_at_blanks_and_its_last_line_tells_that_there_was_more()
    {
        const string text = "nine of the eleven nearest images are labelled neutral";
        double width = Typeface.Measure("nine of the eleven", Style) + 1;

        IReadOnlyList<string> all = Typeface.Wrap(text, Style, width, 9);
        IReadOnlyList<string> two = Typeface.Wrap(text, Style, width, 2);

        Assert.Equal(text, string.Join(' ', all));
        Assert.Equal("nine of the eleven", all[0]);
        Assert.All(all, line => Assert.True(Typeface.Measure(line, Style) <= width));
        Assert.Equal(2, two.Count);
        Assert.EndsWith("…", two[1], StringComparison.Ordinal);
        Assert.True(Typeface.Measure(two[1], Style) <= width);
        Assert.Empty(Typeface.Wrap("", Style, width, 3));
        Assert.Equal(["unbreakabl…"], Typeface.Wrap("unbreakableword", Style, Typeface.Measure("unbreakabl…", Style) + 0.1, 1));
    }
}
