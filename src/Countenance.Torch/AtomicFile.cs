using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Countenance.Torch;

/// <summary>
/// Writes whole files so that a reader, or a crash at any moment, sees either the old file or the new one, complete: a temporary name
/// in the same folder, a flush to the disk, a rename over the old name, a flush of the folder.
/// </summary>
/// <remarks>
/// Whoever has the old file open or mapped keeps the old contents. A symbolic link at the path is replaced by a regular file. The new
/// file has the permissions any new file gets. The folder must exist.
/// </remarks>
public static partial class AtomicFile
{
    private const int BufferSize = 1 << 16;
    private const int OpenReadOnlyCloseOnExec = 0x80000;
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Replaces <paramref name="path"/> by what <paramref name="write"/> writes.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="write">Writes the contents, on a seekable stream; it may dispose the stream. When it throws, the old file stays as
    /// it was, nothing is left behind and the exception passes through.</param>
    /// <exception cref="ArgumentException">The path names no file.</exception>
    /// <exception cref="IOException">The file could not be written or renamed; a
    /// <see cref="DirectoryNotFoundException"/> when there is no folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to, or the path is a folder.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        (string target, string temporary) = Paths(path);
        try
        {
            WriteThrough(target, temporary, write);
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }

        FlushFolder(Path.GetDirectoryName(target)!);
    }

    /// <summary>
    /// Fails where <see cref="Write"/> could not create its file, before anything is computed for it; leaves nothing behind.
    /// </summary>
    /// <param name="path">The file that is to be written.</param>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static void RequireWritable(string path)
    {
        (string target, string temporary) = Paths(path);
        if (Directory.Exists(target))
        {
            throw new UnauthorizedAccessException($"{path} is a folder.");
        }

        Create(target, temporary).Dispose();
        File.Delete(temporary);
    }

    /// <summary>Replaces <paramref name="path"/> by a text, in UTF-8 without a byte-order mark.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static void WriteAllText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write(text);
        });
    }

    /// <summary>Replaces <paramref name="path"/> by bytes.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static void WriteAllBytes(string path, ReadOnlyMemory<byte> bytes) => Write(path, stream => stream.Write(bytes.Span));

    /// <summary>Deletes the temporary files in a folder whose process was ended while it wrote them, if they can be deleted.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    /// <remarks>
    /// A file that somebody has open stays, as on a disk shared with other machines or containers, whose processes are not seen here. So
    /// does a file whose process runs, for an hour after the last write: another process may have got the same number later.
    /// </remarks>
    public static void DeleteAbandoned(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            foreach (string path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, ".*.tmp") : [])
            {
                Match name = TemporaryName().Match(Path.GetFileName(path));
                if (name.Success && IsAbandoned(path, int.Parse(name.Groups["process"].ValueSpan, CultureInfo.InvariantCulture)))
                {
                    TryDelete(path);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be listed: whoever needs it will say so.
        }
    }

    private static bool IsAbandoned(string temporary, int process)
    {
        if (IsRunning(process) && DateTime.UtcNow - File.GetLastWriteTimeUtc(temporary) < LongestPause)
        {
            return false;
        }

        try
        {
            // A writer holds a lock on its file, which lets nobody have it alone.
            using var alone = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsRunning(int process)
    {
        try
        {
            Process.GetProcessById(process).Dispose();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static (string Target, string Temporary) Paths(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = Path.GetFullPath(path);
        string name = Path.GetFileName(target);
        if (name.Length == 0)
        {
            throw new ArgumentException($"Path must name a file, not a folder. Got '{path}'.", nameof(path));
        }

        string temporary = $".{Shorten(name)}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
        return (target, Path.Combine(Path.GetDirectoryName(target)!, temporary));
    }

    // Whoever reads the message knows the file by its own name.
    private static FileStream Create(string target, string temporary)
    {
        string Named(Exception error) => error.Message.Replace(temporary, target, StringComparison.Ordinal);
        try
        {
            return new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, BufferSize);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UnauthorizedAccessException(Named(error), error);
        }
        catch (DirectoryNotFoundException error)
        {
            throw new DirectoryNotFoundException(Named(error), error);
        }
        catch (IOException error)
        {
            throw new IOException($"{target} cannot be created: {Named(error)}", error);
        }
    }

    private static void WriteThrough(string target, string temporary, Action<Stream> write)
    {
        using (FileStream stream = Create(target, temporary))
        {
            write(stream);
            if (stream.CanWrite)
            {
                stream.Flush(flushToDisk: true);
                return;
            }
        }

        // The callback disposed the stream (a StreamWriter does): its bytes are with the kernel, not yet on the disk.
        using var handle = File.OpenHandle(temporary, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    // The temporary name adds 50 characters, and a name may hold 255 bytes: a long one keeps only its beginning.
    private static string Shorten(string name) => name.Length <= 40 ? name : name[..40];

    private static void TryDelete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (IOException)
        {
            // The first failure is the one to report.
        }
        catch (UnauthorizedAccessException)
        {
        }
    }

    // Best effort: not every file system can flush a folder, and the file's own contents are on the disk already.
    private static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        int descriptor = Open(folder, OpenReadOnlyCloseOnExec);
        if (descriptor >= 0)
        {
            _ = Fsync(descriptor);
            _ = Close(descriptor);
        }
    }

    [GeneratedRegex(@"^\..*\.(?<process>[0-9]{1,9})-[0-9a-f]{32}\.tmp$")]
    private static partial Regex TemporaryName();

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
