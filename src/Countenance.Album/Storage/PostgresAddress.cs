using Npgsql;

namespace Countenance.Album.Storage;

/// <summary>What names a PostgreSQL data base: keywords, or an address as psql takes it.</summary>
internal static class PostgresAddress
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    /// <summary>Whether a text names a data base, and not a file.</summary>
    public static bool IsOne(string text) =>
        IsAddress(text) || (text.Contains("Host=", StringComparison.OrdinalIgnoreCase) && !File.Exists(text));

    /// <exception cref="AlbumException">The text is neither.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            return IsAddress(text) ? FromAddress(new Uri(text)) : new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception error) when (error is ArgumentException or UriFormatException)
        {
            throw new AlbumException("PostgreSQL", $"the address is not understood: {error.Message}", error);
        }
    }

    private static bool IsAddress(string text) =>
        Array.Exists(Schemes, scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    private static NpgsqlConnectionStringBuilder FromAddress(Uri address)
    {
        var settings = new NpgsqlConnectionStringBuilder { Host = address.Host, Database = address.AbsolutePath.TrimStart('/') };
        if (address.Port > 0)
        {
            settings.Port = address.Port;
        }

        string[] user = address.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
        {
            settings.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            settings.Password = Uri.UnescapeDataString(user[1]);
        }

        return settings;
    }
}
