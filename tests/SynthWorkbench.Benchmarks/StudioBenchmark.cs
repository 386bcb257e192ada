using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace SynthWorkbench.Benchmarks;

/// <summary>The Studio in a real browser: from the move of a slider to gauges and charts of that very position on screen, alone and among others; and the server's memory over many visits.</summary>
internal static class StudioBenchmark
{
    /// <summary>Moves the slider to each position and waits until what is on screen is of that position, drawn.</summary>
    private const string Moves = """
        async ([values, least, most]) => {
          const slider = document.getElementById('realism'), taken = [];
          for (const value of values) {
            const from = performance.now();
            slider.value = value;
            slider.dispatchEvent(new Event('input', { bubbles: true }));
            await new Promise(done => {
              const look = () => {
                if (!document.querySelector('[data-setting]').dataset.setting.startsWith(value + '/')) return;
                watch.disconnect();
                requestAnimationFrame(() => setTimeout(done));
              };
              const watch = new MutationObserver(look);
              watch.observe(document.body, { subtree: true, attributes: true, attributeFilter: ['data-setting'] });
              look();
            });
            taken.push(performance.now() - from);
            await new Promise(done => setTimeout(done, least + (most - least) * Math.random()));
          }
          return taken;
        }
        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        int moves = 200, people = 10, visits = 100;
        var named = new List<string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--moves": moves = int.Parse(arguments[++i], CultureInfo.InvariantCulture); break;
                case "--people": people = int.Parse(arguments[++i], CultureInfo.InvariantCulture); break;
                case "--visits": visits = int.Parse(arguments[++i], CultureInfo.InvariantCulture); break;
                default: named.Add(arguments[i]); break;
            }
        }

        if (named is not [var app, var table])
        {
            await Console.Error.WriteLineAsync("usage: studio [--moves N] [--people N] [--visits N] PUBLISHED-FOLDER TABLE");
            return 2;
        }

        string folder = Directory.CreateTempSubdirectory("synthwb-studio-").FullName;
        var (server, _) = await PagesBenchmark.StartAsync(app, folder, "Development", "/Account/Login");
        try
        {
            using var playwright = await Playwright.CreateAsync();
            string? chromium = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
            await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu"] });
            var page = await SignInAsync(browser);
            string studio = await PrepareAsync(page, table);
            Say($"{moves} moves, one person", await MoveAsync(page, moves, 50, 150));
            if (people > 1)
            {
                var pages = new List<IPage> { page };
                for (int i = 1; i < people; i++)
                {
                    var other = await SignInAsync(browser);
                    await OpenAsync(other, studio);
                    pages.Add(other);
                }

                double[][] taken = await Task.WhenAll(pages.Select(p => MoveAsync(p, Math.Max(10, moves / people), 500, 2000)));
                Say($"{people} people, a move every half to two seconds each", [.. taken.SelectMany(t => t)]);
                foreach (var other in pages.Skip(1))
                    await other.Context.CloseAsync();
            }

            for (int visit = 1; visit <= visits; visit++)
            {
                await page.GotoAsync("/recipes");
                await page.Locator("html[data-live=true]").WaitForAsync();
                await OpenAsync(page, studio);
                if (visit is 1 or 10 || visit % 25 == 0)
                {
                    server.Refresh();
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"after {visit} visits the server holds {server.WorkingSet64 / 1e6:0} MB"));
                }
            }

            return 0;
        }
        finally
        {
            await PagesBenchmark.EndAsync(server);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IPage> SignInAsync(IBrowser browser)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = PagesBenchmark.Address, ViewportSize = new ViewportSize { Width = 1440, Height = 900 } });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(240_000);
        await page.GotoAsync("/Account/Login");
        await page.Locator("form button", new PageLocatorOptions { HasText = "Data scientist" }).ClickAsync();
        await page.Locator("html[data-live=true]").WaitForAsync();
        return page;
    }

    /// <summary>Imports the table, saves the recipe drafted from it and fits its model.</summary>
    private static async Task<string> PrepareAsync(IPage page, string table)
    {
        await page.GotoAsync("/datasets/import");
        await page.Locator("html[data-live=true]").WaitForAsync();
        await page.Locator("input[type=file]").SetInputFilesAsync(table);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Import", Exact = true }).ClickAsync();
        await page.Locator("article[aria-label^=Column]").First.WaitForAsync();
        string dataset = new Uri(page.Url).Segments[^1];
        await page.GotoAsync($"/recipes/new?dataset={dataset}");
        await page.Locator("html[data-live=true]").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save the recipe" }).ClickAsync();
        string studio = "/" + (await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Studio", Exact = true }).GetAttributeAsync("href"))!.Split('?')[0];
        await page.GotoAsync(studio);
        long from = Stopwatch.GetTimestamp();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Fit the model" }).ClickAsync();
        await page.Locator("[data-effort=settled]").WaitForAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(table)}: fitted and open after {Stopwatch.GetElapsedTime(from).TotalSeconds:0} s"));
        return studio;
    }

    private static async Task OpenAsync(IPage page, string studio)
    {
        await page.GotoAsync(studio);
        await page.Locator("[data-effort=live], [data-effort=settled]").First.WaitForAsync();
    }

    private static Task<double[]> MoveAsync(IPage page, int moves, int least, int most)
    {
        var random = new Random(1);
        string[] values = [.. Enumerable.Range(0, moves).Select(i => (i % 2 == 0 ? 0.01 * random.Next(5, 50) : 0.01 * random.Next(50, 99)).ToString("0.##", CultureInfo.InvariantCulture))];
        return page.EvaluateAsync<double[]>(Moves, new object[] { values, least, most });
    }

    private static void Say(string what, double[] taken)
    {
        Array.Sort(taken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: p50 {taken[taken.Length / 2]:0} ms, p95 {taken[(int)(0.95 * (taken.Length - 1))]:0} ms, most {taken[^1]:0} ms of {taken.Length}"));
    }
}
