using Countenance.Album.Storage;
using Microsoft.Playwright;

namespace Countenance.Web.Tests;

/// <summary>A labelled data set in a real browser: from a deep link over the review to the table of labels.</summary>
public sealed class LabelledDataBrowserTests(SampleData sample) : IAsyncLifetime
{
    private PageBrowser browser = null!;

    public async ValueTask InitializeAsync() => browser = await PageBrowser.StartAsync();

    public ValueTask DisposeAsync() => browser.DisposeAsync();

    [Fact]
    public async Task A_label_is_reviewed_corrected_taken_back_kept_and_exported()
    {
        await using ServedAlbum data = await sample.ServeAsync();
        IPage page = await browser.OpenAsync(data.Address, "/review?label=anger");
        await Assertions.Expect(page.Locator("section.review")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator(".review-labels [aria-current]")).ToHaveTextAsync("anger");
        ILocator verdict = page.Locator(".verdict dd");
        await Assertions.Expect(verdict.First).ToHaveTextAsync("anger");
        string suggested = (await verdict.Nth(1).InnerTextAsync()).Trim();
        string first = (await page.Locator("figcaption a").InnerTextAsync()).Trim();

        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("figcaption a")).Not.ToHaveTextAsync(first);
        await page.Keyboard.PressAsync("u");
        await Assertions.Expect(page.Locator("figcaption a")).ToHaveTextAsync(first);
        Assert.Empty(new CorrectedLabels(data.Store.Corrections()).Current);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("figcaption a")).Not.ToHaveTextAsync(first);
        string second = (await page.Locator("figcaption a").InnerTextAsync()).Trim();
        await page.Keyboard.PressAsync("k");
        await Assertions.Expect(page.Locator("figcaption a, .empty h2").First).Not.ToHaveTextAsync(second);

        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.GetByText("Export 2 labels").ClickAsync());
        string[] lines = (await File.ReadAllTextAsync(await download.PathAsync())).TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Contains(lines, line => line.Contains($"{first},{suggested},anger,", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains($"{second},anger,anger,", StringComparison.Ordinal));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task The_map_is_coloured_by_label_and_the_grid_filtered_by_it()
    {
        await using ServedAlbum data = await sample.ServeAsync();
        IPage page = await browser.OpenAsync(data.Address, "/map");
        await page.Locator($"[data-map][data-drawn='{SampleData.Count}']").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Label", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-colour=label]")).ToHaveAttributeAsync("aria-pressed", "true");

        int anger = sample.Images.CountByClass()[sample.Images.ClassNames.ToList().IndexOf("anger")];
        IPage grid = await browser.OpenAsync(data.Address, "/faces?label=anger");
        await Assertions.Expect(grid.Locator(".grid-count")).ToHaveTextAsync($"{anger} faces");
        await Assertions.Expect(grid.Locator("select[name=label]")).ToHaveValueAsync("anger");
        Assert.Empty(browser.Complaints);
    }
}
