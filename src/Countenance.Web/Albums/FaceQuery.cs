using System.Globalization;
using Countenance.Album.Search;
using Microsoft.AspNetCore.Http.Extensions;

namespace Countenance.Web.Albums;

/// <summary>Which faces an address asks for, and in which order: the deep link of a grid.</summary>
internal sealed record FaceQuery
{
    private const string Dates = "yyyy-MM-dd";

    public string? Expression { get; init; }

    /// <summary>The label that the data set gives.</summary>
    public string? Label { get; init; }

    public FaceOrder Order { get; init; } = FaceOrder.Typical;

    public string? Folder { get; init; }

    public DateTime? From { get; init; }

    public DateTime? Until { get; init; }

    /// <summary>A face of the album whose likes are asked for.</summary>
    public long? Like { get; init; }

    /// <summary>A group of the summary.</summary>
    public int? Group { get; init; }

    public FaceFilter Filter => new() { Expression = Expression, Folder = Folder, From = From, Until = Until };

    /// <summary>Reads an address.</summary>
    /// <exception cref="QueryException">A field is not what it must be.</exception>
    public static FaceQuery Parse(IQueryCollection query) => new()
    {
        Expression = Text(query, "expression"),
        Label = Text(query, "label"),
        Order = Text(query, "order") switch
        {
            null or "typical" => FaceOrder.Typical,
            "unusual" => FaceOrder.Unusual,
            "newest" => FaceOrder.Newest,
            var other => throw new QueryException($"The order must be typical, unusual or newest. Got {other}."),
        },
        Folder = Text(query, "folder"),
        From = Day(query, "from"),
        Until = Day(query, "until"),
        Like = Number(query, "like"),
        Group = (int?)Number(query, "group"),
    };

    /// <summary>The same as an address.</summary>
    public string Address(string page)
    {
        var query = new QueryBuilder();
        Add(query, "expression", Expression);
        Add(query, "label", Label);
        Add(query, "order", Order == FaceOrder.Typical ? null : Order.ToString().ToLowerInvariant());
        Add(query, "folder", Folder);
        Add(query, "from", From?.ToString(Dates, CultureInfo.InvariantCulture));
        Add(query, "until", Until?.ToString(Dates, CultureInfo.InvariantCulture));
        Add(query, "like", Like?.ToString(CultureInfo.InvariantCulture));
        Add(query, "group", Group?.ToString(CultureInfo.InvariantCulture));
        return page + query.ToQueryString();
    }

    private static void Add(QueryBuilder query, string name, string? value)
    {
        if (value is not null)
        {
            query.Add(name, value);
        }
    }

    private static string? Text(IQueryCollection query, string name) =>
        query[name].ToString() is { Length: > 0 } text ? text : null;

    private static DateTime? Day(IQueryCollection query, string name) => Text(query, name) is not { } text
        ? null
        : DateTime.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day)
            ? day
            : throw new QueryException($"A day must be written {Dates}. Got {text}.");

    private static long? Number(IQueryCollection query, string name) => Text(query, name) is not { } text
        ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= int.MaxValue
            ? number
            : throw new QueryException($"The {name} must be a number. Got {text}.");
}
