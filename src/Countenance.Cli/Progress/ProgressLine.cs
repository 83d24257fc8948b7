using System.Globalization;

namespace Countenance.Cli.Progress;

/// <summary>The texts of a progress report.</summary>
internal static class ProgressLine
{
    private const int MinimumBar = 10;
    private const int MaximumBar = 40;

    /// <summary><c>Epoch 3 ━━━━━━──────── 41 %  118 images/s  0:52 left  loss 0.41</c>, cut to <paramref name="width"/> columns.</summary>
    public static string Bar(string title, long done, long total, string unit, double rate, string note, int width)
    {
        var fraction = Fraction(done, total);
        var figures = $" {fraction * 100,3:0} %{Figures(done, total, unit, rate, note)}";
        var bar = Math.Clamp(width - title.Length - 1 - figures.Length, MinimumBar, MaximumBar);
        var full = (int)(fraction * bar);
        var line = $"{title} {new string('━', full)}{new string('─', bar - full)}{figures}";
        return line.Length <= width ? line : line[..Math.Max(width, 0)];
    }

    /// <summary><c>Epoch 3: 10240 of 25045 images (41 %)  118 images/s  2:05 left  loss 0.41</c>.</summary>
    public static string Plain(string title, long done, long total, string unit, double rate, string note) =>
        $"{title}: {done} of {total} {unit} ({Fraction(done, total) * 100:0} %){Figures(done, total, unit, rate, note)}";

    /// <summary><c>Epoch 3: 25045 images in 3:32  118 images/s  loss 0.41</c>; <c>10240 of 25045 images</c> when it ended early.</summary>
    public static string Summary(string title, long done, long total, string unit, TimeSpan elapsed, double rate, string note)
    {
        var amount = done == total ? $"{total}" : $"{done} of {total}";
        return $"{title}: {amount} {unit} in {Duration(elapsed)}{Rate(unit, rate)}{Note(note)}";
    }

    /// <summary>Minutes and seconds, hours before them when there are any: <c>0:07</c>, <c>3:32</c>, <c>1:02:03</c>.</summary>
    public static string Duration(TimeSpan duration)
    {
        var seconds = (long)Math.Round(duration.TotalSeconds);
        var (hours, rest) = (seconds / 3600, seconds % 3600);
        return hours > 0 ? $"{hours}:{rest / 60:00}:{rest % 60:00}" : $"{rest / 60}:{rest % 60:00}";
    }

    private static double Fraction(long done, long total) => Math.Clamp((double)done / total, 0, 1);

    private static string Figures(long done, long total, string unit, double rate, string note)
    {
        var left = rate > 0 && done < total ? $"  {Duration(TimeSpan.FromSeconds((total - done) / rate))} left" : "";
        return Rate(unit, rate) + left + Note(note);
    }

    private static string Rate(string unit, double rate) =>
        rate > 0 ? string.Create(CultureInfo.InvariantCulture, $"  {(rate < 10 ? $"{rate:0.00}" : $"{rate:0}")} {unit}/s") : "";

    private static string Note(string note) => note.Length > 0 ? $"  {note}" : "";
}
