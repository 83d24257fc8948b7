using Countenance.Cli.Progress;

namespace Countenance.Cli.Tests.Progress;

public class ProgressReporterTests
{
    private readonly ManualTime time = new();
    private readonly StringWriter output = new() { NewLine = "\n" };

    [Fact]
    public void A_pipe_gets_a_plain_line_every_fifteen_seconds_and_a_summary()
    {
        using (var progress = new ProgressReporter(output, terminalWidth: null, time, "Epoch 1", 1000, "images"))
        {
            for (var done = 10; done <= 400; done += 10)
            {
                time.Advance(1);
                progress.Report(done, "loss 0.50");
            }
        }

        Assert.Equal(
            """
            Epoch 1: 150 of 1000 images (15 %)  10 images/s  1:25 left  loss 0.50
            Epoch 1: 300 of 1000 images (30 %)  10 images/s  1:10 left  loss 0.50
            Epoch 1: 400 of 1000 images in 0:40  10 images/s  loss 0.50

            """.ReplaceLineEndings("\n"),
            output.ToString());
    }

    [Fact]
    public void A_terminal_gets_a_bar_that_is_redrawn_in_place_and_stays_within_its_width()
    {
        using (var progress = new ProgressReporter(output, terminalWidth: 60, time, "Embedding", 200, "images"))
        {
            time.Advance(1);
            progress.Report(100, "a remark that is a good deal too long for a terminal of sixty columns");
        }

        var drawings = output.ToString().Split("\r\u001b[K", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, drawings.Length);
        Assert.StartsWith("Embedding ──────", drawings[0], StringComparison.Ordinal);
        Assert.StartsWith("Embedding ━━━━━───── ", drawings[1], StringComparison.Ordinal);
        Assert.Contains(" 50 %  100 images/s  0:01 left", drawings[1], StringComparison.Ordinal);
        Assert.All(drawings[..2], drawing => Assert.True(drawing.Length < 60 && !drawing.Contains('\n'), drawing));
        Assert.EndsWith("\n", drawings[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_is_redrawn_ten_times_a_second_at_most()
    {
        using (var progress = new ProgressReporter(output, terminalWidth: 80, time, "Reading", 1000, "files"))
        {
            for (var done = 1; done <= 1000; done++)
            {
                time.Advance(0.001);
                progress.Report(done);
            }
        }

        Assert.InRange(output.ToString().Count(character => character == '\r'), 10, 12);
    }

    [Fact]
    public void What_was_done_before_does_not_count_for_the_rate()
    {
        using (var progress = new ProgressReporter(output, terminalWidth: null, time, "Epochs", 100, "epochs", alreadyDone: 90))
        {
            time.Advance(20);
            progress.Report(95);
        }

        Assert.StartsWith("Epochs: 95 of 100 epochs (95 %)  0.25 epochs/s  0:20 left\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_remaining_time_follows_the_recent_rate()
    {
        using (var progress = new ProgressReporter(output, terminalWidth: null, time, "Reading", 10_000, "files"))
        {
            for (var second = 1; second <= 120; second++)
            {
                time.Advance(1);
                progress.Report(second <= 60 ? second : 60 + ((second - 60) * 100));
            }
        }

        Assert.Contains("6060 of 10000 files (61 %)  100 files/s  0:39 left", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("6060 of 10000 files in 2:00  51 files/s\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_its_own_stands_above_the_bar()
    {
        using (var progress = new ProgressReporter(output, terminalWidth: 80, time, "Training", 10, "epochs"))
        {
            progress.WriteLine("epoch 1: loss 0.4");
        }

        Assert.Contains("\r\u001b[Kepoch 1: loss 0.4\n\r\u001b[KTraining ─", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 11)]
    [InlineData(10, -1)]
    public void Amounts_that_make_no_sense_are_refused(long total, long alreadyDone) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new ProgressReporter(output, terminalWidth: null, time, "Reading", total, "files", alreadyDone));

    [Theory]
    [InlineData(0.4, "0:00")]
    [InlineData(7, "0:07")]
    [InlineData(59.7, "1:00")]
    [InlineData(212, "3:32")]
    [InlineData(3723, "1:02:03")]
    public void Durations_read_like_a_clock(double seconds, string text) =>
        Assert.Equal(text, ProgressLine.Duration(TimeSpan.FromSeconds(seconds)));
}
