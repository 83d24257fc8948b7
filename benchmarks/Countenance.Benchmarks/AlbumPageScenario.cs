using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Countenance.Benchmarks;

/// <summary>
/// What a person waits for in the page over a large album: Chromium, through Playwright, measures from the start of the navigation until all
/// pictures in sight are decoded and a frame is drawn, and counts the cells of the grid that are blank after a scroll.
/// </summary>
internal static class AlbumPageScenario
{
    private const int Jumps = 12;
    private const int Turns = 20;
    private const int TurnPixels = 900;
    private const int Patience = 200; // milliseconds a cell may be blank
    private const float Timeout = 120_000;

    private const string UntilDrawn =
        """
        async ([selector, least]) => {
          const frame = () => new Promise(next => requestAnimationFrame(next));
          const inSight = e => { const b = e.getBoundingClientRect(); return b.width && b.bottom > 0 && b.top < innerHeight; };
          for (;;) {
            const pictures = [...document.querySelectorAll(selector)].filter(inSight);
            if (document.readyState !== 'loading' && pictures.length >= least && pictures.every(p => p.complete && p.naturalWidth)) {
              await Promise.all(pictures.map(p => p.decode()));
              await frame();
              await frame();
              return performance.now();
            }
            await frame();
          }
        }
        """;

    // Of each place of the grid in sight: whether there is a cell with its picture.
    private const string Blanks =
        """
        () => {
          const host = document.querySelector('.grid'), box = host.getBoundingClientRect();
          const step = parseFloat(host.style.getPropertyValue('--side')) + 8, columns = Math.round((host.clientWidth + 8) / step);
          const all = parseInt(document.querySelector('.grid-count').textContent.replaceAll(',', ''));
          let blank = 0, places = 0;
          const first = Math.max(0, Math.floor(-box.top / step)), last = Math.ceil((innerHeight - box.top) / step);
          for (let i = first * columns; i < Math.min(all, last * columns); i++) {
            const x = box.left + (i % columns + 0.5) * step - 4, y = box.top + (Math.floor(i / columns) + 0.5) * step - 4;
            if (y < 0 || y >= innerHeight) continue;
            places++;
            const image = document.elementsFromPoint(x, y).map(e => e.closest('.cell')).find(cell => cell)?.querySelector('img');
            if (!image?.complete || !image.naturalWidth) blank++;
          }
          return [places, blank];
        }
        """;

    /// <summary>Runs <c>ADDRESS FACES CHROMIUM</c> against a page that was just started; prints one line of JSON.</summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length != 3)
        {
            Console.Error.WriteLine("usage: album-page ADDRESS FACES CHROMIUM");
            return 2;
        }

        var address = new Uri(arguments[0]);
        int faces = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        Console.WriteLine(JsonSerializer.Serialize(MeasureAsync(address, faces, arguments[2]).GetAwaiter().GetResult()));
        return 0;
    }

    private static async Task<Dictionary<string, object>> MeasureAsync(Uri address, int faces, string chromium)
    {
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox", "--enable-unsafe-swiftshader"],
        });
        await using (IBrowserContext warm = await browser.NewContextAsync())
        {
            IPage empty = await warm.NewPageAsync(); // the browser's own start is not the page's
            await empty.GotoAsync("about:blank");
        }

        var figures = new Dictionary<string, object> { ["browser"] = browser.Version, ["faces"] = faces };
        foreach (string visit in (string[])["first", "second"])
        {
            figures[$"{visit}OverviewMilliseconds"] = await DrawnAsync(browser, new Uri(address, "/"), ".card > a img", 2);
            figures[$"{visit}FacesMilliseconds"] = await DrawnAsync(browser, new Uri(address, "/faces"), ".cell:not([hidden]) img", 20);
        }

        await ScrollAsync(browser, new Uri(address, "/faces"), figures);
        await using IBrowserContext context = await browser.NewContextAsync();
        IPage map = await OpenAsync(context, new Uri(address, "/map"));
        await map.Locator($"[data-map][data-drawn='{faces}']").WaitForAsync(new LocatorWaitForOptions { Timeout = Timeout });
        figures["mapMilliseconds"] = Math.Round(await map.EvaluateAsync<double>(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"));
        return figures;
    }

    // A context of its own: nothing comes from the browser's cache.
    private static async Task<double> DrawnAsync(IBrowser browser, Uri address, string pictures, int least)
    {
        await using IBrowserContext context = await browser.NewContextAsync();
        IPage page = await OpenAsync(context, address);
        return Math.Round(await page.EvaluateAsync<double>(UntilDrawn, new object[] { pictures, least }));
    }

    private static async Task<IPage> OpenAsync(IBrowserContext context, Uri address)
    {
        IPage page = await context.NewPageAsync();
        page.SetDefaultTimeout(Timeout);
        await page.GotoAsync(address.ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        return page;
    }

    private static async Task ScrollAsync(IBrowser browser, Uri address, Dictionary<string, object> figures)
    {
        await using IBrowserContext context = await browser.NewContextAsync();
        IPage page = await OpenAsync(context, address);
        await page.EvaluateAsync<double>(UntilDrawn, new object[] { ".cell:not([hidden]) img", 20 });
        var random = new Random(1);
        (int places, int blank) = (0, 0);
        var untilFull = new List<double>();
        for (int jump = 0; jump < Jumps; jump++)
        {
            await page.EvaluateAsync("share => scrollTo(0, share * document.documentElement.scrollHeight)", 0.95 * random.NextDouble());
            long started = Stopwatch.GetTimestamp();
            await Task.Delay(Patience);
            (places, blank) = Add(places, blank, await page.EvaluateAsync<int[]>(Blanks));
            while ((await page.EvaluateAsync<int[]>(Blanks))[1] > 0)
            {
                await Task.Delay(10);
            }

            untilFull.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        figures["cellsAfterJumps"] = places;
        figures["blankAfterJumps"] = blank;
        figures["slowestJumpMilliseconds"] = Math.Round(untilFull.Max());
        await page.Mouse.MoveAsync(400, 400);
        (places, blank) = (0, 0);
        for (int turn = 0; turn < Turns; turn++)
        {
            await page.Mouse.WheelAsync(0, TurnPixels);
            await Task.Delay(Patience);
            (places, blank) = Add(places, blank, await page.EvaluateAsync<int[]>(Blanks));
        }

        figures["cellsAfterWheel"] = places;
        figures["blankAfterWheel"] = blank;
    }

    private static (int Places, int Blank) Add(int places, int blank, int[] more) => (places + more[0], blank + more[1]);
}
