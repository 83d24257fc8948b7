using Countenance.Album.Storage;
using Npgsql;

namespace Countenance.Album.Tests.Storage;

public class PostgresAddressTests
{
    [Theory]
    [InlineData("postgresql://ann:p%40ss@db.example:6000/faces", "db.example", 6000, "faces", "ann", "p@ss")]
    [InlineData("postgresql://ann:x@db/my%20f%C3%A4ces", "db", 5432, "my fäces", "ann", "x")]
    [InlineData("postgresql:///faces?host=db&user=ann&password=a%26b&port=6000", "db", 6000, "faces", "ann", "a&b")]
    [InlineData("Host=db;Database=faces;Username=ann;Password=x", "db", 5432, "faces", "ann", "x")]
    public void An_address_is_understood(string text, string host, int port, string name, string user, string password)
    {
        Assert.True(PostgresAddress.IsOne(text));
        NpgsqlConnectionStringBuilder settings = PostgresAddress.Parse(text);
        Assert.Equal((host, port, name), (settings.Host, settings.Port, settings.Database));
        Assert.Equal((user, password), (settings.Username, settings.Password));
    }

    [Theory]
    [InlineData("disable", SslMode.Disable)]
    [InlineData("prefer", SslMode.Prefer)]
    [InlineData("verify-ca", SslMode.VerifyCA)]
    [InlineData("verify-full", SslMode.VerifyFull)]
    public void A_connection_that_is_to_be_verified_is(string typed, SslMode mode) =>
        Assert.Equal(mode, PostgresAddress.Parse($"postgresql://db/faces?sslmode={typed}").SslMode);

    [Fact]
    public void Settings_have_the_names_that_psql_gives_them()
    {
        NpgsqlConnectionStringBuilder settings = PostgresAddress.Parse(
            "postgresql://db/faces?connect_timeout=7&application_name=my%20album&sslrootcert=/ca.pem&sslcert=/c&sslkey=/k&sslpassword=s"
            + "&target_session_attrs=read-write&options=-c%20geqo%3Doff&client_encoding=UTF8&passfile=/p&gssencmode=disable"
            + "&channel_binding=require&krbsrvname=x&sslnegotiation=direct&dbname=other");

        Assert.Equal((7, "my album", "other"), (settings.Timeout, settings.ApplicationName, settings.Database));
        Assert.Equal("/ca.pem", settings.RootCertificate);
        Assert.Equal(("/c", "/k", "s"), (settings.SslCertificate, settings.SslKey, settings.SslPassword));
        Assert.Equal(("read-write", "-c geqo=off"), (settings.TargetSessionAttributes, settings.Options));
        Assert.Equal(ChannelBinding.Require, settings.ChannelBinding);
    }

    [Theory]
    [InlineData("postgresql://db/faces?sslmod=verify-full", "'sslmod' must be one of application_name, ")]
    [InlineData("postgresql://db/faces?sslmode", "'sslmode' must be one of ")]
    [InlineData("postgresql://db/faces?sslmode=sure", "sslmode cannot be 'sure'.")]
    [InlineData("postgresql://db/faces?connect_timeout=soon", "connect_timeout cannot be 'soon'.")]
    public void What_is_not_understood_is_refused_and_named(string text, string message)
    {
        AlbumException error = Assert.Throws<AlbumException>(() => PostgresAddress.Parse(text));
        Assert.StartsWith("PostgreSQL: the address is not understood: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
