using System.Diagnostics;

namespace Countenance.Tests.Reporting;

/// <summary>Debian's Chromium without a window; tests that need it are skipped where it is not installed.</summary>
internal static class HeadlessBrowser
{
    private const string Program = "/usr/bin/chromium";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // for a machine that is busy with something else

    /// <summary>Opens a page in the dark theme and returns what it has become once its scripts ran, and the browser's log.</summary>
    /// <param name="path">The page.</param>
    /// <param name="folder">Where the browser may write.</param>
    public static async Task<(string Dom, string Log)> OpenAsync(string path, string folder)
    {
        Assert.SkipUnless(File.Exists(Program), "Chromium is not installed.");
        var start = new ProcessStartInfo(Program)
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
        limit.CancelAfter(Patience);
        try
        {
            var output = browser.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = browser.StandardError.ReadToEndAsync(limit.Token);
            (string dom, string log) = (await output, await errors);
            await browser.WaitForExitAsync(limit.Token);
            return (dom, log);
        }
        finally
        {
            if (!browser.HasExited)
            {
                browser.Kill(entireProcessTree: true);
            }
        }
    }
}
