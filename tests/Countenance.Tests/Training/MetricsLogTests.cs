using Countenance.Training;

namespace Countenance.Tests.Training;

public sealed class MetricsLogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private MetricsLog Log => new(folder["metrics.jsonl"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Lines_make_the_round_trip_in_their_documented_form()
    {
        Log.Append(new EpochMetrics(
            1,
            98,
            new Dictionary<string, double> { ["train/loss"] = 0.1 + 0.2, ["a"] = double.NaN, ["b"] = double.NegativeInfinity },
            12.5));
        Log.Append(new EpochMetrics(2, 196, new Dictionary<string, double>(), 0));

        Assert.Equal(
            """{"epoch":1,"step":98,"values":{"train/loss":0.30000000000000004,"a":"NaN","b":"-Infinity"},"seconds":12.5}"""
            + "\n"
            + """{"epoch":2,"step":196,"values":{},"seconds":0}"""
            + "\n",
            File.ReadAllText(Log.Path));
        var read = Log.Read();
        Assert.Equal([1, 2], read.Select(metrics => metrics.Epoch));
        Assert.Equal(98, read[0].Step);
        Assert.Equal(12.5, read[0].Seconds);
        Assert.Equal(0.1 + 0.2, read[0].Values["train/loss"]);
        Assert.Equal(double.NaN, read[0].Values["a"]);
        Assert.Equal(double.NegativeInfinity, read[0].Values["b"]);
    }

    [Fact]
    public void Without_a_file_there_are_no_epochs()
    {
        Assert.Empty(Log.Read());
        Log.CutAfter(3);
        Assert.False(File.Exists(Log.Path));
    }

    [Fact]
    public void After_a_kill_at_any_byte_the_whole_lines_are_read_and_the_next_append_mends_the_file()
    {
        Log.Append(Epoch(1));
        Log.Append(Epoch(2));
        Log.Append(Epoch(3));
        byte[] whole = File.ReadAllBytes(Log.Path);
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(Log.Path, whole[..length]);
            int lines = whole[..length].Count(value => value == '\n');

            Assert.Equal(Enumerable.Range(1, lines), Log.Read().Select(metrics => metrics.Epoch));
            Log.Append(Epoch(9));
            Assert.Equal([.. Enumerable.Range(1, lines), 9], Log.Read().Select(metrics => metrics.Epoch));
        }
    }

    [Fact]
    public void A_long_half_written_tail_is_cut_off()
    {
        Log.Append(Epoch(1));
        File.AppendAllText(Log.Path, new string('\0', 10_000));

        Assert.Single(Log.Read());
        Log.Append(Epoch(2));
        Assert.Equal(2, File.ReadAllLines(Log.Path).Length);
        Assert.DoesNotContain((byte)0, File.ReadAllBytes(Log.Path));
    }

    [Fact]
    public void A_resumed_run_cuts_the_later_epochs()
    {
        for (int epoch = 1; epoch <= 5; epoch++)
        {
            Log.Append(Epoch(epoch));
        }

        byte[] before = File.ReadAllBytes(Log.Path);
        Log.CutAfter(7);
        Assert.Equal(before, File.ReadAllBytes(Log.Path));
        Log.CutAfter(3);
        Assert.Equal([1, 2, 3], Log.Read().Select(metrics => metrics.Epoch));
        Assert.Equal(before[..(before.Length * 3 / 5)], File.ReadAllBytes(Log.Path));
        Log.CutAfter(0);
        Assert.Empty(Log.Read());
        Assert.Throws<ArgumentOutOfRangeException>(() => Log.CutAfter(-1));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("""{"epoch":2,"step":1,"values":{"a":"x"},"seconds":1}""")]
    [InlineData("""{"epoch":2,"step":1,"values":null,"seconds":1}""")]
    public void A_whole_line_that_is_no_metrics_is_an_error_with_its_number(string line)
    {
        Log.Append(Epoch(1));
        File.AppendAllText(Log.Path, line + "\n");
        Log.Append(Epoch(3));

        var error = Assert.Throws<MetricsLogException>(() => Log.Read());

        Assert.Equal(2, error.Line);
        Assert.StartsWith($"{Log.Path} line 2: ", error.Message, StringComparison.Ordinal);
    }

    private static EpochMetrics Epoch(int epoch) => new(epoch, epoch * 98, new Dictionary<string, double> { ["loss"] = 0.5 }, 2);
}
