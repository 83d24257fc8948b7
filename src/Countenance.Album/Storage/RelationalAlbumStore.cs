using System.Data.Common;
using System.Globalization;

namespace Countenance.Album.Storage;

/// <summary>What the two data bases have in common: all statements but those of the schema, of vectors and of the queue.</summary>
public abstract partial class RelationalAlbumStore : IAlbumStore
{
    /// <summary>Names the store.</summary>
    /// <param name="location">What names it in messages.</param>
    private protected RelationalAlbumStore(string location)
    {
        Location = location;
    }

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what the store holds open.</summary>
    /// <param name="disposing">Whether it is called by <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);

    /// <summary>What follows the inner SELECT of a claim, so that workers do not wait for one another.</summary>
    private protected abstract string ClaimLock { get; }

    /// <summary>An open connection of the pool.</summary>
    private protected abstract DbConnection Connect();

    /// <summary>The parameter <c>@vector</c> as the column wants it.</summary>
    private protected abstract string VectorParameter { get; }

    /// <summary>The column <c>embeddings.vector</c> as <see cref="ReadVector"/> wants it.</summary>
    private protected abstract string VectorColumn { get; }

    /// <summary>A vector as a parameter's value.</summary>
    private protected abstract object VectorValue(float[] vector);

    /// <summary>A vector as a column has it.</summary>
    private protected abstract float[] ReadVector(DbDataReader row, int column);

    /// <summary>Called after a model was registered, in the same transaction.</summary>
    private protected virtual void Prepare(AlbumModel model, DbConnection connection, DbTransaction transaction)
    {
    }

    /// <summary>Reads without a transaction of several statements.</summary>
    private protected T Query<T>(Func<DbConnection, T> read)
    {
        try
        {
            using DbConnection connection = Connect();
            return read(connection);
        }
        catch (DbException error)
        {
            throw Failure(error);
        }
    }

    /// <summary>Does something in one transaction.</summary>
    private protected T InTransaction<T>(Func<DbConnection, DbTransaction, T> work)
    {
        try
        {
            using DbConnection connection = Connect();
            using DbTransaction transaction = connection.BeginTransaction();
            T result = work(connection, transaction);
            transaction.Commit();
            return result;
        }
        catch (DbException error)
        {
            throw Failure(error);
        }
    }

    private protected void InTransaction(Action<DbConnection, DbTransaction> work) => InTransaction((connection, transaction) =>
    {
        work(connection, transaction);
        return true;
    });

    private protected AlbumException Failure(DbException error) => new(Location, error.Message, error);

    private static long Number(object? value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private static byte[] Bytes(DbDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    private static FaceRegion Region(DbDataReader row, int column) =>
        new(row.GetFloat(column), row.GetFloat(column + 1), row.GetFloat(column + 2), row.GetFloat(column + 3));
}
