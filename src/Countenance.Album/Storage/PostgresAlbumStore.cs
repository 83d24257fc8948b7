using System.Data.Common;
using Npgsql;

namespace Countenance.Album.Storage;

/// <summary>
/// An album in PostgreSQL with the extension pgvector, for many machines that share one: each sees the photos under the same paths, and
/// claims some of the queue, skipping what others hold.
/// </summary>
public sealed class PostgresAlbumStore : RelationalAlbumStore
{
    private const long FewestCandidates = 40; // what pgvector searches where nothing is said
    private const long MostCandidates = 1000; // the largest hnsw.ef_search

    private readonly NpgsqlDataSource source;

    private PostgresAlbumStore(NpgsqlDataSource source, string location)
        : base(location)
    {
        this.source = source;
    }

    /// <inheritdoc/>
    private protected override string ClaimLock => "FOR UPDATE SKIP LOCKED";

    /// <inheritdoc/>
    private protected override string VectorParameter => "CAST(@vector AS real[])::vector";

    /// <inheritdoc/>
    private protected override string VectorColumn => "embeddings.vector::real[]";

    /// <summary>Opens an album and brings its schema up to date; an empty data base becomes one.</summary>
    /// <param name="connection">Npgsql's keywords (<c>Host=…;Database=…</c>) or an address that begins with <c>postgresql://</c>.</param>
    /// <exception cref="AlbumException">
    /// The server cannot be reached, lacks pgvector, or holds an album of a later version of this program.
    /// </exception>
    public static PostgresAlbumStore Open(string connection)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connection);
        NpgsqlConnectionStringBuilder settings = PostgresAddress.Parse(connection);
        string location = $"PostgreSQL {settings.Host}:{settings.Port}/{settings.Database}";
        try
        {
            using (var first = new NpgsqlConnection(settings.ConnectionString))
            {
                first.Open();
                PostgresSchema.Update(first, location, PostgresSchema.Migrations);
                first.ReloadTypes();
            }

            return new PostgresAlbumStore(NpgsqlDataSource.Create(settings), location);
        }
        catch (DbException error)
        {
            throw new AlbumException(location, error.Message, error);
        }
    }

    /// <summary>
    /// The faces nearest to a vector under the Euclidean distance by the data base's own index (HNSW): approximate, without loading the
    /// album.
    /// </summary>
    /// <remarks>
    /// The index gives twice as many candidates as faces are asked for, 40 to 1,000 (more pgvector does not give); those of photos that are
    /// gone are left out. So fewer faces may come than were asked for, though there are more.
    /// </remarks>
    /// <param name="model">The model of the vector.</param>
    /// <param name="vector">The query, [D].</param>
    /// <param name="count">The most faces.</param>
    /// <returns>Numbers of faces of photos that are there, with distances, nearest first.</returns>
    public IReadOnlyList<(long Face, double Distance)> Nearest(AlbumModel model, float[] vector, int count)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(vector);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return InTransaction((connection, transaction) =>
        {
            long candidates = Math.Clamp(2L * count, FewestCandidates, MostCandidates);
            using var settings = new Statement(connection, transaction, $"SET LOCAL hnsw.ef_search = {candidates}");
            settings.Execute();
            using var select = new Statement(
                connection,
                transaction,
                $"""
                SELECT embeddings.face, embeddings.vector::vector({model.Dimension}) <-> CAST(@query AS real[])::vector AS distance
                FROM embeddings JOIN faces ON faces.id = embeddings.face
                WHERE embeddings.model = {model.Id}
                  AND EXISTS (SELECT 1 FROM files WHERE files.photo = faces.photo AND files.state <> 3)
                ORDER BY embeddings.vector::vector({model.Dimension}) <-> CAST(@query AS real[])::vector LIMIT @count
                """,
                "query",
                "count");
            using DbDataReader row = select.Read(vector, (long)count);
            var nearest = new List<(long, double)>();
            while (row.Read())
            {
                nearest.Add((row.GetInt64(0), row.GetDouble(1)));
            }

            return nearest;
        });
    }

    private protected override DbConnection Connect() => source.OpenConnection();

    private protected override object VectorValue(float[] vector) => vector;

    private protected override float[] ReadVector(DbDataReader row, int column) => row.GetFieldValue<float[]>(column);

    // An index needs vectors of one length: each model has its own.
    private protected override void Prepare(AlbumModel model, DbConnection connection, DbTransaction transaction)
    {
        using var create = new Statement(
            connection,
            transaction,
            $"""
            CREATE INDEX IF NOT EXISTS embeddings_model_{model.Id} ON embeddings
            USING hnsw ((vector::vector({model.Dimension})) vector_l2_ops) WHERE model = {model.Id}
            """);
        create.Execute();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => source.Dispose();
}
