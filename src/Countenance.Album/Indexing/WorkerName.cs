using System.Diagnostics;
using System.Globalization;

namespace Countenance.Album.Indexing;

/// <summary>
/// Names of workers: machine, process and a number. A worker of this machine whose process has ended (killed, say) can be told, so that its
/// photos need not wait for the end of the lease.
/// </summary>
internal static class WorkerName
{
    private static int count;

    /// <summary>A name that no other worker has.</summary>
    public static string Create()
    {
        using var process = Process.GetCurrentProcess();
        return string.Create(
            CultureInfo.InvariantCulture, $"{Environment.MachineName}/{process.Id}/{Started(process)}/{Interlocked.Increment(ref count)}");
    }

    /// <summary>Whether it is certain that a worker runs no more.</summary>
    public static bool IsDead(string name)
    {
        string[] parts = name.Split('/');
        if (parts.Length != 4 || parts[0] != Environment.MachineName
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int id))
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return Started(process) != parts[2]; // the number was given to another process
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return true;
        }
    }

    private static string Started(Process process) =>
        new DateTimeOffset(process.StartTime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
