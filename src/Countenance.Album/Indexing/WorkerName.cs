using System.Diagnostics;
using System.Globalization;

namespace Countenance.Album.Indexing;

/// <summary>
/// Names of workers: machine, process, its start and a number. A worker of this machine whose process has ended (killed, say) can be told,
/// so that its photos need not wait for the end of the lease.
/// </summary>
internal static class WorkerName
{
    private const int PlaceOfStart = 22 - 3; // field 22 of /proc/PID/stat, counted from the one after the name, which is the third

    private static int count;

    /// <summary>A name that no other worker has.</summary>
    public static string Create()
    {
        using var process = Process.GetCurrentProcess();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.MachineName}/{process.Id}/{Started(process) ?? "unknown"}/{Interlocked.Increment(ref count)}");
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
            return Started(process) is { } started && started != parts[2]; // the number was given to another process
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return true;
        }
    }

    /// <summary>When a process was started, in ticks since the machine was, by its <c>/proc/PID/stat</c>.</summary>
    internal static string StartOf(string status) =>
        status[(status.LastIndexOf(')') + 2)..].Split(' ')[PlaceOfStart]; // the name in brackets may hold anything

    // Linux knows a start by the wall clock only as the clock of now less a time that has passed: setting the clock would change it.
    private static string? Started(Process process)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new DateTimeOffset(process.StartTime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        }

        try
        {
            return StartOf(File.ReadAllText($"/proc/{process.Id}/stat"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
