using Countenance.Album.Storage;

namespace Countenance.Album.Tests.Storage;

public sealed class PostgresAlbumStoreTests(PgliteServer server) : AlbumStoreContract, IClassFixture<PgliteServer>
{
    private string? address;

    [Fact]
    public void The_data_bases_own_index_finds_what_plain_loops_find()
    {
        using var store = (PostgresAlbumStore)Open();
        var random = new Random(3);
        float[] lefts = [.. Enumerable.Range(0, 50).Select(_ => random.NextSingle())];
        AlbumModel model = Samples.Fill(
            store, [.. lefts.Select((left, i) => ($"/{i}.jpg", Samples.Photo(i, Samples.Face(left))))]);
        store.MarkGone(["/7.jpg"]);
        float[] query = [0.5f, -0.5f, 0];

        var expected = store.Faces(model)
            .Select(face => (face.Id, Distance: Math.Sqrt(face.Embedding.Vector.Zip(query, (a, b) => Math.Pow(a - b, 2)).Sum())))
            .OrderBy(face => face.Distance)
            .Take(5)
            .ToArray();
        IReadOnlyList<(long Face, double Distance)> found = store.Nearest(model, query, 5);

        Assert.Equal(expected.Select(face => face.Id), found.Select(face => face.Face));
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Distance, pair.Second.Distance, 1e-5));
    }

    [Fact]
    public void An_album_of_a_later_version_is_refused()
    {
        Open().Dispose();
        using (var connection = new Npgsql.NpgsqlConnection(address))
        {
            connection.Open();
            using var command = new Npgsql.NpgsqlCommand("UPDATE album_schema SET version = 999", connection);
            command.ExecuteNonQuery();
        }

        Assert.Contains("later version", Assert.Throws<AlbumException>(Open).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://ann:p%40ss@db.example:6000/faces", "db.example", 6000, "faces", "ann", "p@ss")]
    [InlineData("Host=db;Database=faces;Username=ann;Password=x", "db", 5432, "faces", "ann", "x")]
    public void An_address_is_understood(string text, string host, int port, string name, string user, string password)
    {
        Assert.True(PostgresAddress.IsOne(text));
        Npgsql.NpgsqlConnectionStringBuilder settings = PostgresAddress.Parse(text);
        Assert.Equal((host, port, name), (settings.Host, settings.Port, settings.Database));
        Assert.Equal((user, password), (settings.Username, settings.Password));
    }

    [Fact]
    public void A_server_that_is_not_there_is_named_without_the_password()
    {
        AlbumException error = Assert.Throws<AlbumException>(
            () => AlbumStores.Open("Host=127.0.0.1;Port=1;Database=faces;Username=ann;Password=secret;Timeout=2"));
        Assert.StartsWith("PostgreSQL 127.0.0.1:1/faces: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    private protected override IAlbumStore Open()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        address ??= server.EmptyDataBase();
        return AlbumStores.Open(address);
    }
}
