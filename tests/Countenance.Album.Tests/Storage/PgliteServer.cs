using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Countenance.Album.Tests.Storage;

/// <summary>
/// A PostgreSQL with pgvector for the tests: the one whose address is in COUNTENANCE_TEST_POSTGRES, or PGlite behind a socket, where
/// scripts/setup.sh could install it and node is there. PGlite is one process whose sessions take turns: it tests the SQL, not contention.
/// </summary>
public sealed class PgliteServer : IAsyncLifetime
{
    private Process? process;
    private string? address;

    /// <summary>Why there is none; null when there is.</summary>
    public string? Missing { get; private set; }

    /// <summary>Whether its sessions take turns, so that none can wait for another.</summary>
    public bool TakesTurns => process is not null;

    /// <summary>A data base, empty.</summary>
    public string EmptyDataBase()
    {
        // All sessions of PGlite are one: it knows no search path of a connection's own.
        string name = $"album_{Guid.NewGuid():N}";
        string text = process is null
            ? $"CREATE SCHEMA {name}; CREATE EXTENSION IF NOT EXISTS vector SCHEMA public"
            : "DROP SCHEMA public CASCADE; CREATE SCHEMA public";
        using var connection = new NpgsqlConnection(address);
        connection.Open();
        using var command = new NpgsqlCommand(text, connection);
        command.ExecuteNonQuery();
        return process is null ? $"{address};Search Path={name},public" : address!;
    }

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("COUNTENANCE_TEST_POSTGRES") is { Length: > 0 } given)
        {
            address = given;
            return;
        }

        string? packages = Packages();
        if (packages is null)
        {
            Missing = "PGlite is not installed in artifacts/pglite (scripts/setup.sh all does so where npm is there)";
            return;
        }

        var start = new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "Fixtures", "pglite", "server.mjs"), packages])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Missing = "node is not installed";
            return;
        }

        string? line = await process.StandardOutput.ReadLineAsync();
        Assert.StartsWith("listening ", line, StringComparison.Ordinal);
        int port = int.Parse(line!["listening ".Length..], CultureInfo.InvariantCulture);
        address = $"Host=127.0.0.1;Port={port};Username=postgres;Password=postgres;Database=postgres;SSL Mode=Disable;"
            + "GSS Encryption Mode=Disable;Command Timeout=120;Timeout=60";
    }

    public ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (process is not null)
        {
            process.StandardInput.Close();
            process.WaitForExit(TimeSpan.FromSeconds(10));
            process.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static string? Packages()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Countenance.slnx")))
            {
                string packages = Path.Combine(folder.FullName, "artifacts", "pglite");
                return Directory.Exists(Path.Combine(packages, "node_modules", "@electric-sql", "pglite-pgvector")) ? packages : null;
            }
        }

        return null;
    }
}
