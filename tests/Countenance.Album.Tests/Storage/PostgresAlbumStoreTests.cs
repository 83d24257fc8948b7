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
    public void As_many_faces_come_as_are_asked_for_though_the_index_gives_fewer_by_itself()
    {
        const int Faces = 120;
        Open().Dispose(); // the address is known then
        address += server.TakesTurns ? ";No Reset On Close=true" : ";Options='-c enable_sort=off'"; // so that the index is used
        using var store = (PostgresAlbumStore)Open();
        AlbumModel model = Samples.Fill(
            store, [.. Enumerable.Range(0, Faces).Select(i => ($"/{i}.jpg", Samples.Photo(i, Samples.Face((float)i / Faces))))]);
        store.MarkGone(["/7.jpg"]);
        Execute("SET enable_sort = off");
        try
        {
            IReadOnlyList<(long Face, double Distance)> found = store.Nearest(model, [0.5f, -0.5f, 0], 80);

            Assert.Equal(80, found.Count);
            Assert.Equal(found.Select(face => face.Distance).Order(), found.Select(face => face.Distance));
        }
        finally
        {
            Execute("RESET enable_sort");
        }
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

    [Fact]
    public async Task A_worker_that_waited_for_another_with_the_same_contents_does_not_store_its_faces_again()
    {
        using IAlbumStore store = Open();
        Assert.SkipWhen(server.TakesTurns, "the sessions of PGlite take turns: none waits for another");
        AlbumModel model = Samples.Fill(store, ("/other.jpg", Samples.Photo(2)));
        store.Enqueue([Samples.File("/a.jpg")]);
        await using var first = new Npgsql.NpgsqlConnection(address);
        await first.OpenAsync(TestContext.Current.CancellationToken);
        await using Npgsql.NpgsqlTransaction transaction = await first.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var insert = new Npgsql.NpgsqlCommand(
            $"""
            INSERT INTO photos (hash, length, width, height, look, finder)
            VALUES ('{Samples.Hash(1)}', 1001, 640, 480, 1, '{Samples.Finder}');
            INSERT INTO faces (photo, box_left, box_top, box_width, box_height, points, score, sharpness, thumbnail, crop)
            SELECT id, 0.5, 0.25, 0.1, 0.2, '', 1, 1, '', '' FROM photos WHERE hash = '{Samples.Hash(1)}'
            """,
            first,
            transaction);
        await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        ProcessedFile file = Samples.Processed(Samples.File("/a.jpg"), Samples.Photo(1, Samples.Face(0.5f)));
        Task second = Task.Run(() => store.Save([file], model.Id), TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        await second;

        Assert.Equal(1, store.Counts().Faces);
        Assert.Equal(1, store.CountWithout(model.Id)); // the first worker's, which embeds it itself
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

    // PGlite's sessions are one: what is set in one of them holds in all.
    private void Execute(string text)
    {
        using var connection = new Npgsql.NpgsqlConnection($"{address};Pooling=false");
        connection.Open();
        using var command = new Npgsql.NpgsqlCommand(text, connection);
        command.ExecuteNonQuery();
    }
}
