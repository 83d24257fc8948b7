using System.Globalization;

namespace Countenance.Album.Storage;

/// <summary>Times as ISO 8601 text of one length, which sorts as the times do.</summary>
internal static class TimeText
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fffffff";

    public static string Of(DateTime time) => time.ToString(Format, CultureInfo.InvariantCulture);

    public static DateTime Read(string text, DateTimeKind kind) =>
        DateTime.SpecifyKind(DateTime.ParseExact(text, Format, CultureInfo.InvariantCulture), kind);
}
