using Countenance.Album.Indexing;
using Countenance.Album.Storage;
using Microsoft.Playwright;

namespace Countenance.Web.Tests;

/// <summary>The page in a real browser. Where there is no Chromium these are skipped.</summary>
public sealed class BrowserTests(SampleAlbum sample) : IAsyncLifetime
{
    private const int New = 12;

    private PageBrowser browser = null!;

    public async ValueTask InitializeAsync() => browser = await PageBrowser.StartAsync();

    public ValueTask DisposeAsync() => browser.DisposeAsync();

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
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task Every_cell_shows_its_own_face_wherever_the_grid_is_scrolled_and_few_requests_bring_them()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        IPage page = await OpenAsync(album, "/about");
        await page.SetViewportSizeAsync(600, 700);
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);

        await page.GotoAsync(new Uri(album.Address, "/faces").ToString());
        await Assertions.Expect(page.Locator("h1")).ToBeFocusedAsync();
        foreach (double share in (double[])[0, 1, 0.3, 0.7])
        {
            await page.EvaluateAsync("share => scrollTo(0, share * document.documentElement.scrollHeight)", share);
            await page.WaitForFunctionAsync(
                """
                () => {
                  const inSight = [...document.querySelectorAll('.cell:not([hidden])')].filter(cell => {
                    const box = cell.getBoundingClientRect();
                    return box.bottom > 0 && box.top < innerHeight;
                  });
                  return inSight.length > 4 && inSight.every(cell => cell.querySelector('img').complete && cell.querySelector('img').naturalWidth);
                }
                """);
            Dictionary<string, string> shown = await page.EvaluateAsync<Dictionary<string, string>>(
                "() => Object.fromEntries([...document.querySelectorAll('.cell:not([hidden])')].map(cell => [cell.id, cell.querySelector('img').src]))");
            Assert.All(shown, cell => Assert.Equal(
                $"data:image/jpeg;base64,{Convert.ToBase64String(album.Store.Thumbnail(long.Parse(cell.Key["face-".Length..]))!)}", cell.Value));
        }

        Assert.InRange(asked.Count(url => url.Contains("/thumbnails.bin", StringComparison.Ordinal)), 1, (SampleAlbum.Count + 31) / 32);
        Assert.Equal(1, asked.Count(url => url.Contains("/faces.bin", StringComparison.Ordinal))); // what was preloaded is not asked for again
        Assert.DoesNotContain(asked, url => url.EndsWith("/thumbnail", StringComparison.Ordinal));
        Assert.Empty(browser.Complaints);
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
        Assert.Empty(browser.Complaints);
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
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_picture_that_is_chosen_is_searched_by()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        IPage page = await OpenAsync(album, "/");

        await page.Keyboard.PressAsync("/");
        await page.Locator("#picture").SetInputFilesAsync(album.Faces()[0].Path);

        await Assertions.Expect(page.Locator(".wide-tiles .tile")).ToHaveCountAsync(60);
        Assert.Empty(browser.Complaints);
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
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_picture_that_is_pasted_is_searched_by()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        IPage page = await OpenAsync(album, "/search");
        string picture = Convert.ToBase64String(await File.ReadAllBytesAsync(album.Faces()[5].Path));

        await page.EvaluateAsync(
            """
            text => {
              const clipboardData = new DataTransfer();
              const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
              clipboardData.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
              document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
            }
            """,
            picture);

        await Assertions.Expect(page.Locator(".wide-tiles .tile")).ToHaveCountAsync(60);
        Assert.Contains("/search?picture=", page.Url, StringComparison.Ordinal);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_text_that_is_pasted_sends_nothing()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        IPage page = await OpenAsync(album, "/search");

        await page.EvaluateAsync(
            """
            () => {
              const clipboardData = new DataTransfer();
              clipboardData.setData('text/plain', 'no picture');
              document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
            }
            """);

        await Assertions.Expect(page.Locator("#search.busy")).ToHaveCountAsync(0);
        Assert.EndsWith("/search", page.Url, StringComparison.Ordinal);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task New_photos_are_brought_in_from_the_page_and_counted()
    {
        using var folder = new TemporaryFolder();
        CopyPhotos(folder, New);
        await File.WriteAllTextAsync(folder["bad.png"], "no picture");
        await using ServedAlbum album = await sample.ServeWithFolderAsync(folder.Root);
        IPage page = await OpenAsync(album, "/indexing");
        ILocator photos = page.Locator(".facts dd").First;
        await Assertions.Expect(photos).ToHaveTextAsync($"{SampleAlbum.Count}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Look for new photos" }).ClickAsync();

        await Assertions.Expect(photos).ToHaveTextAsync($"{SampleAlbum.Count + New}");
        await Assertions.Expect(page.GetByText("done in")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[role=progressbar]")).ToHaveAttributeAsync("aria-valuenow", $"{New + 1}");
        await Assertions.Expect(page.GetByText("not a PNG, JPEG, TIFF, BMP or WebP image")).ToBeVisibleAsync();
        Assert.Equal(SampleAlbum.Count + New, album.Faces().Count);
        IPage faces = await OpenAsync(album, "/faces");
        await Assertions.Expect(faces.Locator(".grid-count")).ToHaveTextAsync($"{SampleAlbum.Count + New} faces");
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task Indexing_is_paused_and_resumed_from_the_page()
    {
        int photos = Environment.ProcessorCount + New; // more than are under way at once
        using var folder = new TemporaryFolder();
        CopyPhotos(folder, photos);
        using var gate = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        await using ServedAlbum album = await sample.ServeWithFolderAsync(
            folder.Root, new FaceFinderEntry("held", "waits until it may", () => new HeldFaceFinder(gate, entered)));
        IPage page = await OpenAsync(album, "/indexing");

        await page.GetByRole(AriaRole.Button, new() { Name = "Look for new photos" }).ClickAsync();
        await entered.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Assertions.Expect(page.GetByText("· paused")).ToBeVisibleAsync();
        gate.Set();
        await Assertions.Expect(page.Locator(".stages tr").Nth(2).Locator("td").First).Not.ToHaveTextAsync("0"); // those under way are finished
        Assert.InRange(album.Store.Counts().Pending, 1, photos);

        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Assertions.Expect(page.Locator(".facts dd").First).ToHaveTextAsync($"{SampleAlbum.Count + photos}");
        Assert.Equal(0, album.Store.Counts().Pending);
        Assert.Empty(browser.Complaints);
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
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task After_a_button_was_clicked_Enter_speaks_of_the_next_face_alone()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        IPage page = await OpenAsync(album, "/review");
        await page.Locator(".choice").First.ClickAsync();
        await Assertions.Expect(page.Locator(".review-head p")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^2 of "));

        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".review-head p")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^3 of "));
        await page.Locator(".review-steps .button").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".review-head p")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^4 of "));

        Assert.Equal(3, album.Store.Corrections().Count);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task Without_keys_faces_are_selected_by_a_button_and_what_is_said_of_them_colours_the_map()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        IPage page = await OpenAsync(album, "/map#lasso=-9,-9,9,-9,9,9,-9,9");
        await Assertions.Expect(page.Locator(".grid-count")).ToHaveTextAsync($"{SampleAlbum.Count} faces");
        string named = (await page.Locator(".cell").First.GetAttributeAsync("aria-label"))!.Split(',')[0];
        await page.GetByRole(AriaRole.Button, new() { Name = "Select" }).ClickAsync();

        await page.Locator(".cell").Nth(0).ClickAsync();
        await page.Locator(".cell").Nth(1).ClickAsync();
        await Assertions.Expect(page.Locator(".selection-count")).ToHaveTextAsync("2 faces");
        await page.Locator(".selection .choice").Nth(named == "anger" ? 0 : 4).ClickAsync();
        await Assertions.Expect(page.Locator(".toast")).ToBeVisibleAsync();
        await page.Locator("[data-map] .chips button").First.ClickAsync(); // the grid is filled from the map anew
        await page.Locator("[data-map] .chips button").First.ClickAsync();

        await Assertions.Expect(page.Locator(".cell.confirmed:not([hidden])")).ToHaveCountAsync(2);
        Assert.Equal(2, album.Store.Corrections().Count);
        Assert.Empty(browser.Complaints);
    }

    // A byte after the end makes another file of the same picture.
    private void CopyPhotos(TemporaryFolder folder, int count)
    {
        foreach (string source in Directory.GetFiles(sample.Photos).Order(StringComparer.Ordinal).Take(count))
        {
            File.WriteAllBytes(folder[Path.GetFileName(source)], [.. File.ReadAllBytes(source), 0]);
        }
    }

    private Task<IPage> OpenAsync(ServedAlbum album, string address) => browser.OpenAsync(album.Address, address);
}
