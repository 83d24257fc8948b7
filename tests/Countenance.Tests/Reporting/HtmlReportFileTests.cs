using System.Diagnostics;
using System.Text.RegularExpressions;
using Countenance.Reporting;

namespace Countenance.Tests.Reporting;

public sealed class HtmlReportFileTests : IDisposable
{
    private const string Browser = "/usr/bin/chromium";

    private readonly string folder = Directory.CreateTempSubdirectory("countenance-report-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void An_earlier_report_is_replaced_and_nothing_else_is_left()
    {
        var path = Path.Combine(folder, "report.html");
        File.WriteAllText(path, new string('x', 1_000_000));

        HtmlReport.Write(SampleReport.Create(), path);

        Assert.Equal(HtmlReport.Render(SampleReport.Create()), File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public void A_missing_folder_is_an_error_that_names_the_path()
    {
        var path = Path.Combine(folder, "missing", "report.html");

        var error = Assert.Throws<ReportException>(() => HtmlReport.Write(SampleReport.Create(), path));

        Assert.Equal(path, error.Path);
        Assert.StartsWith($"{path}: the report cannot be written. ", error.Message);
    }

    [Fact]
    public void A_path_that_is_a_folder_is_an_error_and_leaves_no_temporary_file()
    {
        var path = Directory.CreateDirectory(Path.Combine(folder, "report.html")).FullName;

        Assert.Throws<ReportException>(() => HtmlReport.Write(SampleReport.Create(), path));

        Assert.Empty(Directory.GetFiles(folder));
    }

    /// <summary>A browser, under the page's own policy, runs both scripts and draws every chart.</summary>
    [Fact]
    public async Task A_browser_draws_every_chart()
    {
        Assert.SkipUnless(File.Exists(Browser), "Chromium is not installed.");
        var path = Path.Combine(folder, "report.html");
        HtmlReport.Write(SampleReport.Create(), path);
        var start = new ProcessStartInfo(Browser)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[
            "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--enable-logging=stderr", "--virtual-time-budget=3000", $"--user-data-dir={Path.Combine(folder, "profile")}",
            "--dump-dom", $"file://{path}?theme=dark"])
        {
            start.ArgumentList.Add(argument);
        }

        using var browser = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        string dom, log;
        try
        {
            var output = browser.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = browser.StandardError.ReadToEndAsync(limit.Token);
            (dom, log) = (await output, await errors);
            await browser.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!browser.HasExited)
            {
                browser.Kill(entireProcessTree: true);
            }
        }

        Assert.DoesNotContain("CONSOLE", log, StringComparison.Ordinal);
        Assert.Contains("data-theme=\"dark\"", dom, StringComparison.Ordinal);
        Assert.Equal(6, Regex.Count(dom, "<canvas"));
        Assert.Equal(10, Regex.Count(dom, "aria-pressed=\"true\""));
    }
}
