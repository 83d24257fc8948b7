using System.Text;

namespace Countenance.Torch.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_is_created_and_replaced_and_nothing_else_is_left()
    {
        string path = folder["a.txt"];
        AtomicFile.WriteAllText(path, "first, and longer");
        AtomicFile.WriteAllText(path, "zweite ß");

        Assert.Equal("zweite ß"u8.ToArray(), File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public void A_failing_callback_leaves_the_old_file_and_no_temporary_one()
    {
        string path = folder["a.bin"];
        AtomicFile.WriteAllBytes(path, new byte[] { 1, 2, 3 });

        var error = Assert.Throws<TimeoutException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[200_000]);
            throw new TimeoutException("disk");
        }));

        Assert.Equal("disk", error.Message);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public void Of_temporary_files_those_of_ended_processes_are_deleted_and_those_in_use_stay()
    {
        const int ended = int.MaxValue / 10; // above every system's highest number of a process
        string abandoned = Temporary("a.txt", ended);
        string open = Temporary("b.txt", ended);
        string running = Temporary("c.txt", Environment.ProcessId);
        string numberTakenAgain = Temporary("d.txt", Environment.ProcessId);
        File.SetLastWriteTimeUtc(numberTakenAgain, DateTime.UtcNow.AddHours(-2));
        string other = folder[".e.txt.tmp"];
        File.WriteAllText(other, "somebody else's");

        using (new FileStream(open, FileMode.Open, FileAccess.ReadWrite, FileShare.Read))
        {
            AtomicFile.DeleteAbandoned(folder.Root);
        }

        string[] left = Directory.GetFiles(folder.Root);
        Assert.Equal(new[] { open, other, running }.Order(StringComparer.Ordinal), left.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(abandoned, left);
        AtomicFile.DeleteAbandoned(folder["no such folder"]);
    }

    // Whatever other processes look for, a file being written is never deleted, not even as if its process had ended.
    [Fact]
    public void A_file_being_written_survives_the_deletion_of_abandoned_ones()
    {
        string path = folder["a.txt"];
        AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            string temporary = Assert.Single(Directory.GetFiles(folder.Root));
            File.SetLastWriteTimeUtc(temporary, DateTime.UtcNow.AddHours(-2));
            AtomicFile.DeleteAbandoned(folder.Root);
            Assert.True(File.Exists(temporary));
        });

        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void Until_the_callback_ends_readers_see_the_old_file()
    {
        string path = folder["a.txt"];
        AtomicFile.WriteAllText(path, "old");
        string seen = "";

        AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            seen = File.ReadAllText(path);
        });

        Assert.Equal("old", seen);
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void The_callback_may_dispose_the_stream_and_seek_in_it()
    {
        string path = folder["a.txt"];
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, Encoding.ASCII);
            writer.Write("xbc");
            writer.Flush();
            stream.Position = 0;
            writer.Write('a');
        });

        Assert.Equal("abc", File.ReadAllText(path));
    }

    [Fact]
    public void A_reader_of_the_old_file_keeps_the_old_contents()
    {
        string path = folder["a.txt"];
        AtomicFile.WriteAllText(path, "old");
        using var reader = new StreamReader(path);
        AtomicFile.WriteAllText(path, "new");

        Assert.Equal("old", reader.ReadToEnd());
    }

    [Fact]
    public void A_relative_path_and_a_name_of_255_bytes_work()
    {
        string name = new string('n', 251) + ".txt";
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, folder[name]);
        AtomicFile.WriteAllText(relative, "x");

        Assert.Equal("x", File.ReadAllText(folder[name]));
    }

    [Fact]
    public void A_missing_folder_and_a_folder_in_the_files_place_are_errors()
    {
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.WriteAllText(folder["none/a.txt"], "x"));
        string taken = folder["taken"];
        Directory.CreateDirectory(taken);
        Assert.ThrowsAny<SystemException>(() => AtomicFile.WriteAllText(taken, "x"));
        Assert.Throws<UnauthorizedAccessException>(() => AtomicFile.RequireWritable(taken));
        Assert.Throws<ArgumentException>(() => AtomicFile.WriteAllText(taken + "/", "x"));
        Assert.Equal([taken], Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public void A_file_that_cannot_be_created_is_called_by_its_own_name_before_anything_is_written_too()
    {
        foreach (string path in (string[])["/proc/a.txt", "/sys/a.txt", folder["none/a.txt"]])
        {
            Exception writing = Assert.ThrowsAny<SystemException>(() => AtomicFile.WriteAllText(path, "x"));
            Exception before = Assert.ThrowsAny<SystemException>(() => AtomicFile.RequireWritable(path));
            Assert.Contains(path, writing.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(".tmp", writing.Message, StringComparison.Ordinal);
            Assert.Equal((writing.GetType(), writing.Message), (before.GetType(), before.Message));
        }
    }

    [Fact]
    public void Looking_whether_a_file_can_be_written_changes_nothing()
    {
        string path = folder["a.txt"];
        File.WriteAllText(path, "old");
        AtomicFile.RequireWritable(path);
        AtomicFile.RequireWritable(folder["b.txt"]);

        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Root));
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public async Task Concurrent_writers_leave_one_whole_file()
    {
        string path = folder["a.bin"];
        var token = TestContext.Current.CancellationToken;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => AtomicFile.WriteAllBytes(path, Enumerable.Repeat((byte)i, 10_000 + i).ToArray()), token)));

        byte[] bytes = await File.ReadAllBytesAsync(path, token);
        Assert.Equal(10_000 + bytes[0], bytes.Length);
        Assert.All(bytes, value => Assert.Equal(bytes[0], value));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Root));
    }

    private string Temporary(string name, int process)
    {
        string path = folder[$".{name}.{process}-{Guid.NewGuid():N}.tmp"];
        File.WriteAllText(path, "half");
        return path;
    }
}
