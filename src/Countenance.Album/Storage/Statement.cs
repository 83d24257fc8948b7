using System.Data.Common;

namespace Countenance.Album.Storage;

/// <summary>A command whose parameters are given in order; it may run many times.</summary>
internal sealed class Statement : IDisposable
{
    private readonly DbCommand command;

    public Statement(DbConnection connection, DbTransaction? transaction, string text, params ReadOnlySpan<string> names)
    {
        command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        foreach (string name in names)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }
    }

    public int Execute(params ReadOnlySpan<object?> values)
    {
        Set(values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row; null when there is no row or it is NULL.</summary>
    public object? Scalar(params ReadOnlySpan<object?> values)
    {
        Set(values);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    public DbDataReader Read(params ReadOnlySpan<object?> values)
    {
        Set(values);
        return command.ExecuteReader();
    }

    public void Dispose() => command.Dispose();

    private void Set(ReadOnlySpan<object?> values)
    {
        if (values.Length != command.Parameters.Count)
        {
            throw new ArgumentException($"There must be {command.Parameters.Count} values. Got {values.Length}.", nameof(values));
        }

        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }
}
