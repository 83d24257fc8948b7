using Npgsql;

namespace Countenance.Album.Storage;

/// <summary>What names a PostgreSQL data base: keywords, or an address as psql takes it.</summary>
internal static class PostgresAddress
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    // What psql calls it, and what Npgsql does.
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.Ordinal)
    {
        ["application_name"] = "Application Name",
        ["channel_binding"] = "Channel Binding",
        ["client_encoding"] = "Client Encoding",
        ["connect_timeout"] = "Timeout",
        ["dbname"] = "Database",
        ["gssencmode"] = "GSS Encryption Mode",
        ["host"] = "Host",
        ["krbsrvname"] = "Kerberos Service Name",
        ["options"] = "Options",
        ["passfile"] = "Passfile",
        ["password"] = "Password",
        ["port"] = "Port",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslmode"] = "SSL Mode",
        ["sslnegotiation"] = "SSL Negotiation",
        ["sslpassword"] = "SSL Password",
        ["sslrootcert"] = "Root Certificate",
        ["target_session_attrs"] = "Target Session Attributes",
        ["user"] = "Username",
    };

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
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Database = Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/')),
        };
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

        foreach (string pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            Set(settings, pair);
        }

        return settings;
    }

    // What is not known is refused: a connection that was to be verified must not be made without.
    private static void Set(NpgsqlConnectionStringBuilder settings, string pair)
    {
        string[] parts = pair.Split('=', 2);
        string keyword = Uri.UnescapeDataString(parts[0]);
        if (parts.Length < 2 || !Keywords.TryGetValue(keyword, out string? name))
        {
            throw new UriFormatException(
                $"'{keyword}' must be one of {string.Join(", ", Keywords.Keys.Order(StringComparer.Ordinal))}, with a value.");
        }

        string value = Uri.UnescapeDataString(parts[1]);
        try
        {
            settings[name] = keyword == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value; // verify-full: VerifyFull
        }
        catch (ArgumentException error)
        {
            throw new UriFormatException($"{keyword} cannot be '{value}'.", error);
        }
    }
}
