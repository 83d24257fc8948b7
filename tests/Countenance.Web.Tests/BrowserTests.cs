using Countenance.Album.Storage;
using Microsoft.Playwright;

namespace Countenance.Web.Tests;

/// <summary>The page in a real browser. Where there is no Chromium these are skipped.</summary>
public sealed class BrowserTests(SampleAlbum sample) : IAsyncLifetime
{
    private static readonly string? Chromium =
        ((string[])["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]).FirstOrDefault(File.Exists);

    private const float Patience = 120_000; // milliseconds: how busy the machine is, is not what is tested

    private readonly List<string> complaints = [];
    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Chromium is null, "there is no Chromium on this machine: apt-get install chromium");
        Assertions.SetDefaultExpectTimeout(Patience);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--enable-unsafe-swiftshader"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }

    [Fact]
    public async Task Keys_move_select_and_correct_and_u_takes_it_back()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        IPage page = await OpenAsync(album, "/faces");
        await page.Locator(".cell img").First.WaitForAsync();
        await page.Locator(".grid").FocusAsync();

        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("x");
        await Assertions.Expect(page.Locator(".selection-count")).ToHaveTextAsync("2 faces");
        await page.Keyboard.PressAsync("3");
        await Assertions.Expect(page.Locator(".toast")).ToBeVisibleAsync();
        Assert.Equal(2, album.Store.Corrections().Count);

        await page.Keyboard.PressAsync("u");
        await Assertions.Expect(page.Locator(".toast span")).ToHaveTextAsync("Taken back.");
        Assert.Empty(new CorrectedLabels(album.Store.Corrections()).Current);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_face_leads_to_its_photo_and_back_to_its_place()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        IPage page = await OpenAsync(album, "/faces?order=newest");
        await page.Locator(".cell img").First.WaitForAsync();

        await page.Locator(".cell").Nth(10).ClickAsync();
        await Assertions.Expect(page.Locator(".box.chosen")).ToBeVisibleAsync();
        await page.GoBackAsync();

        await Assertions.Expect(page.Locator(".cell.active")).ToHaveCountAsync(1);
        Assert.Contains("#face=", page.Url, StringComparison.Ordinal);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_lasso_filters_the_grid_and_its_address_brings_it_back()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        IPage page = await OpenAsync(album, "/map");
        await page.Locator($"[data-map][data-drawn='{SampleAlbum.Count}']").WaitForAsync();
        LocatorBoundingBoxResult box = (await page.Locator(".map").BoundingBoxAsync())!;

        await page.Keyboard.PressAsync("l");
        (float X, float Y)[] corners = [(0.02f, 0.02f), (0.98f, 0.02f), (0.98f, 0.98f), (0.02f, 0.98f)];
        await page.Mouse.MoveAsync(box.X + (corners[0].X * box.Width), box.Y + (corners[0].Y * box.Height));
        await page.Mouse.DownAsync();
        foreach ((float x, float y) in corners[1..])
        {
            await page.Mouse.MoveAsync(box.X + (x * box.Width), box.Y + (y * box.Height));
        }

        await page.Mouse.UpAsync();

        await Assertions.Expect(page.Locator(".grid-count")).ToHaveTextAsync($"{SampleAlbum.Count} faces");
        Assert.Contains("#lasso=", page.Url, StringComparison.Ordinal);
        IPage again = await OpenAsync(album, new Uri(page.Url).PathAndQuery + new Uri(page.Url).Fragment);
        await Assertions.Expect(again.Locator(".grid-count")).ToHaveTextAsync($"{SampleAlbum.Count} faces");
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_picture_that_is_chosen_is_searched_by()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        IPage page = await OpenAsync(album, "/");

        await page.Keyboard.PressAsync("/");
        await page.Locator("#picture").SetInputFilesAsync(album.Faces()[0].Path);

        await Assertions.Expect(page.Locator(".wide-tiles .tile")).ToHaveCountAsync(60);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_picture_that_is_dropped_is_searched_by()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        IPage page = await OpenAsync(album, "/search");
        string picture = Convert.ToBase64String(await File.ReadAllBytesAsync(album.Faces()[0].Path));

        IJSHandle transfer = await page.EvaluateHandleAsync(
            """
            text => {
              const transfer = new DataTransfer();
              const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
              transfer.items.add(new File([bytes], 'face.png', { type: 'image/png' }));
              return transfer;
            }
            """,
            picture);
        await page.DispatchEventAsync("#search", "drop", new { dataTransfer = transfer });

        await Assertions.Expect(page.Locator(".wide-tiles .tile")).ToHaveCountAsync(60);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task The_review_is_worked_through_by_keys()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        IPage page = await OpenAsync(album, "/review");
        await Assertions.Expect(page.Locator("section.review")).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("4");
        await Assertions.Expect(page.Locator(".review-head p")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^2 of "));
        await page.Keyboard.PressAsync("u");
        await Assertions.Expect(page.Locator(".review-head p")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^1 of "));

        Assert.Equal(2, album.Store.Corrections().Count);
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("#help")).ToBeVisibleAsync();
        Assert.Empty(complaints);
    }

    // What the browser complains of (scripts that fail, what its policy refused) fails the test that opened the page.
    private async Task<IPage> OpenAsync(ServedAlbum album, string address)
    {
        IPage page = await browser!.NewPageAsync();
        page.SetDefaultTimeout(Patience);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != album.Address.Authority)
            {
                complaints.Add($"asked for {request.Url}");
            }
        };
        await page.GotoAsync(new Uri(album.Address, address).ToString());
        return page;
    }
}
