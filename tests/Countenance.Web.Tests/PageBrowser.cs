using Microsoft.Playwright;

namespace Countenance.Web.Tests;

/// <summary>A headless Chromium, and what it complains of: scripts that fail, what the page's policy refused, requests elsewhere.</summary>
public sealed class PageBrowser : IAsyncDisposable
{
    private const float Patience = 120_000; // milliseconds: how busy the machine is, is not what is tested

    private static readonly string? Chromium =
        ((string[])["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]).FirstOrDefault(File.Exists);

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private PageBrowser(IPlaywright playwright, IBrowser browser)
    {
        this.playwright = playwright;
        this.browser = browser;
    }

    public List<string> Complaints { get; } = [];

    /// <summary>Starts it; where there is no Chromium the test is skipped.</summary>
    public static async Task<PageBrowser> StartAsync()
    {
        Assert.SkipWhen(Chromium is null, "there is no Chromium on this machine: apt-get install chromium");
        Assertions.SetDefaultExpectTimeout(Patience);
        IPlaywright playwright = await Playwright.CreateAsync();
        return new PageBrowser(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--enable-unsafe-swiftshader"],
        }));
    }

    /// <summary>Opens an address of a server in a new page.</summary>
    public async Task<IPage> OpenAsync(Uri server, string address)
    {
        IPage page = await browser.NewPageAsync();
        page.SetDefaultTimeout(Patience);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                Complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => Complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != server.Authority)
            {
                Complaints.Add($"asked for {request.Url}");
            }
        };
        await page.GotoAsync(new Uri(server, address).ToString());
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
