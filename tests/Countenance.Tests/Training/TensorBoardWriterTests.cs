using System.Text;
using Countenance.Training;

namespace Countenance.Tests.Training;

public sealed class TensorBoardWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("a", 0xC1D04330u)]
    [InlineData("123456789", 0xE3069283u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x22620404u)]
    public void The_checksum_is_crc32c(string text, uint expected) =>
        Assert.Equal(expected, TfRecord.Crc32C(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void The_checksum_of_32_zeros_is_that_of_rfc_3720() => Assert.Equal(0x8A9136AAu, TfRecord.Crc32C(new byte[32]));

    [Fact]
    public void The_bytes_are_those_of_an_independent_writer()
    {
        string path;
        using (var writer = new TensorBoardWriter(folder.Root, resumedStep: 5, new FixedTime()))
        {
            path = writer.Path;
            writer.Add("train/loss", 0, 0.5);
            writer.Add("valid/accuracy", 300, 0.79);
            writer.Add("表情/" + string.Concat(Enumerable.Repeat("long ", 40)), 1L << 40, double.PositiveInfinity);
            writer.Add("zero", -1, 0);
        }

        string golden = Path.Combine(AppContext.BaseDirectory, "Golden", "Training", "events.golden");
        Assert.Equal(File.ReadAllBytes(golden), File.ReadAllBytes(path));
        Assert.StartsWith("events.out.tfevents.1700000000.", Path.GetFileName(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_event_can_be_read_while_the_writer_is_open()
    {
        using var writer = new TensorBoardWriter(folder.Root);
        Assert.Equal("brain.Event:2", TensorBoardDecoder.Read(writer.Path).Single().FileVersion);
        for (int step = 1; step <= 20; step++)
        {
            writer.Add("train/loss", step, 1.0 / step);

            var last = TensorBoardDecoder.Read(writer.Path)[^1];
            Assert.Equal((step, "train/loss", (float)(1.0 / step)), (last.Step, last.Tag, last.Value));
            Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - last.WallTime, -5, 60);
        }
    }

    [Fact]
    public void A_resumed_run_adds_a_file_and_hides_the_later_steps_of_the_old()
    {
        using var first = new TensorBoardWriter(folder.Root, time: new FixedTime());
        first.Add("a", 1, 1);
        using var second = new TensorBoardWriter(folder.Root, resumedStep: 7, new FixedTime());

        Assert.True(string.CompareOrdinal(first.Path, second.Path) < 0);
        Assert.Equal(2, TensorBoardDecoder.Read(first.Path).Count);
        var events = TensorBoardDecoder.Read(second.Path);
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal((8L, 1), (events[1].Step, events[1].SessionStatus));
    }

    [Fact]
    public void Threads_do_not_mix_their_events()
    {
        using var writer = new TensorBoardWriter(folder.Root);
        Parallel.For(0, 200, i => writer.Add($"curve {i % 7}", i, i));

        var events = TensorBoardDecoder.Read(writer.Path);
        Assert.Equal(201, events.Count);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (long)i), events.Skip(1).Select(item => item.Step).Order());
        Assert.All(events.Skip(1), item => Assert.Equal(((float)item.Step, $"curve {item.Step % 7}"), (item.Value, item.Tag)));
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Assert.Throws<DirectoryNotFoundException>(() => new TensorBoardWriter(folder["none"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TensorBoardWriter(folder.Root, resumedStep: -1));
        var writer = new TensorBoardWriter(folder.Root);
        Assert.Throws<ArgumentException>(() => writer.Add("", 1, 1));
        writer.Dispose();
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => writer.Add("a", 1, 1));
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250);
    }
}
