using Countenance.Album.Storage;
using Microsoft.Data.Sqlite;

namespace Countenance.Album.Tests.Storage;

public sealed class SqliteAlbumStoreTests : AlbumStoreContract, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string File => folder["album.db"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Vectors_are_plain_little_endian_floats()
    {
        using (IAlbumStore store = Open())
        {
            Samples.Fill(store, ("/a.jpg", Samples.Photo(1, Samples.Face(0.5f))));
        }

        Assert.Equal("0000003F000000BF6F12833A", Convert.ToHexString((byte[])Scalar("SELECT vector FROM embeddings")!));
    }

    [Fact]
    public void A_file_with_an_odd_name_is_an_album_like_any_other()
    {
        string path = folder["my album; Mode=ReadOnly 'x'.db"];
        using IAlbumStore store = SqliteAlbumStore.Open(path);
        AlbumModel model = Samples.Fill(store, ("/a.jpg", Samples.Photo(1, Samples.Face(0.5f))));

        Assert.True(System.IO.File.Exists(path));
        Assert.Single(store.Faces(model));
    }

    [Fact]
    public void An_album_of_a_later_version_is_refused()
    {
        Open().Dispose();
        Scalar("PRAGMA user_version = 999");

        AlbumException error = Assert.Throws<AlbumException>(Open);
        int known = SqliteSchema.Migrations.Count;
        Assert.Equal($"{File}: written by a later version of this program (schema 999; this one knows {known})", error.Message);
    }

    [Fact]
    public void Another_programs_data_base_is_refused_and_left_alone()
    {
        Scalar("CREATE TABLE things (id INTEGER)");

        AlbumException error = Assert.Throws<AlbumException>(Open);
        Assert.Contains("not an album", error.Message, StringComparison.Ordinal);
        Assert.Equal(1L, Scalar("SELECT COUNT(*) FROM sqlite_master"));
    }

    [Fact]
    public void A_file_that_is_no_data_base_is_refused()
    {
        System.IO.File.WriteAllText(File, string.Concat(Enumerable.Repeat("This is a text. ", 100)));

        Assert.Contains("not an album", Assert.Throws<AlbumException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_is_said()
    {
        AlbumException error = Assert.Throws<AlbumException>(() => SqliteAlbumStore.Open(folder["no", "a.db"]));
        Assert.Contains("no folder", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<AlbumException>(() => AlbumStores.OpenExisting(folder["b.db"]));
        Assert.Contains("there is no such album", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Migrations_run_in_order_and_one_that_fails_leaves_the_version_before()
    {
        string[] migrations =
        [
            "CREATE TABLE first (x INTEGER)", "INSERT INTO first VALUES (7); ALTER TABLE first ADD y INTEGER", "UPDATE first SET y = x + 1",
        ];
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        SqliteSchema.Update(connection, File, migrations[..1]);
        Assert.Throws<SqliteException>(
            () => SqliteSchema.Update(connection, File, [migrations[0], "INSERT INTO first VALUES (1); SELECT nothing FROM nowhere"]));
        Assert.Equal(1L, Scalar("PRAGMA user_version"));
        Assert.Equal(0L, Scalar("SELECT COUNT(*) FROM first"));

        SqliteSchema.Update(connection, File, migrations);
        SqliteSchema.Update(connection, File, migrations);
        Assert.Equal(3L, Scalar("PRAGMA user_version"));
        Assert.Equal(8L, Scalar("SELECT y FROM first"));
    }

    /// <summary>Who watches the folder of the album would never rest.</summary>
    [Fact]
    public void The_model_that_was_used_last_is_registered_without_writing()
    {
        using IAlbumStore store = Open();
        using var other = new SqliteConnection($"Data Source={File};Pooling=False");
        other.Open();
        using SqliteCommand version = other.CreateCommand();
        version.CommandText = "PRAGMA data_version";
        store.AddModel("a", "one", 2, ["x"]);
        object? before = version.ExecuteScalar();
        store.AddModel("a", "one", 2, ["x"]);
        Assert.Equal(before, version.ExecuteScalar());

        store.AddModel("b", "two", 2, ["x"]);
        Assert.NotEqual(before, version.ExecuteScalar());
    }

    [Fact]
    public void An_album_of_before_keeps_the_order_of_its_models()
    {
        using (var connection = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            connection.Open();
            SqliteSchema.Update(connection, File, [SqliteSchema.Migrations[0]]);
            Scalar(
                "INSERT INTO models (digest, name, dimension, classes, added) VALUES ('a', 'one', 2, '[]', ''), ('b', 'two', 2, '[]', '')");
        }

        using IAlbumStore store = Open();
        Assert.Equal(["one", "two"], store.Models().Select(model => model.Name));
        store.AddModel("a", "one", 2, []);
        Assert.Equal(["two", "one"], store.Models().Select(model => model.Name));
    }

    private protected override IAlbumStore Open() => AlbumStores.Open(File);

    private object? Scalar(string text)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar();
    }
}
