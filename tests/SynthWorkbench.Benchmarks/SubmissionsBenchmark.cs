using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace SynthWorkbench.Benchmarks;

/// <summary>One reviewer in a real browser: how long it takes from the key that submits a saved answer to the next item on screen, and what of it is the server's.</summary>
internal static partial class SubmissionsBenchmark
{
    private const double GoalMilliseconds = 100;

    private const int WarmUp = 20;

    /// <summary>What a reviewer takes at least to read an item; the page takes the next one ahead meanwhile.</summary>
    private const int ReadingMilliseconds = 500;

    /// <summary>
    /// Times in the page's own clock: the key, the POST of the decision from its resource timing, the change of title and form, and the end of the frame that shows it.
    /// </summary>
    private const string Watch = """
        () => {
          const title = document.querySelector('h1').textContent, keys = new AbortController();
          performance.clearResourceTimings();
          window.swSubmission = new Promise(done => {
            let pressed = 0;
            document.addEventListener('keydown', e => { if (e.key === 'Enter') pressed = e.timeStamp; }, { capture: true, signal: keys.signal });
            const watch = new MutationObserver(() => {
              if (document.querySelector('h1').textContent === title || !document.querySelector('[data-answers] fieldset[data-criterion]')) return;
              watch.disconnect();
              keys.abort();
              const drawn = performance.now();
              requestAnimationFrame(() => setTimeout(() => {
                const post = performance.getEntriesByType('resource').find(e => e.name.endsWith('/review/outbox/decisions'));
                done([performance.now() - pressed, post.requestStart - pressed, post.responseEnd - post.requestStart, drawn - post.responseEnd]);
              }));
            });
            watch.observe(document.body, { subtree: true, childList: true, characterData: true });
          });
        }
        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        int times = 200;
        string? app = null;
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--times": times = int.Parse(arguments[++i]); break;
                default: app = arguments[i]; break;
            }
        }

        if (app is null)
        {
            await Console.Error.WriteLineAsync("usage: submissions [--times 200] PUBLISHED-FOLDER");
            return 2;
        }

        await using var workspace = await ReviewWorkspace.MakeAsync(people: 1, items: WarmUp + times + 5, overlap: 1);
        await using var server = new ReviewServer(app, workspace.Folder);
        await server.StartAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await ReviewBrowser.LaunchAsync(playwright);
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = server.Address.ToString(), ReducedMotion = ReducedMotion.Reduce });
        var page = await context.NewPageAsync();
        await ReviewBrowser.SignInAsync(page, workspace.People[0].Email);
        await page.GotoAsync($"/review/{workspace.Campaign.Value}");
        await page.Locator("[data-save-state=saved]").WaitForAsync();
        var measured = new List<double[]>();
        for (int i = 0; i < WarmUp + times; i++)
        {
            double[] parts = await SubmitAsync(page);
            if (i >= WarmUp)
                measured.Add(parts);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times} answers, each saved before it was submitted, after {WarmUp} to warm up; {Environment.ProcessorCount} cores shared with Chromium; errors in the server's log: {server.Failures}"));
        Report("key to the next item on screen", p => p[0]);
        Report("  key to the request: to the circuit and back", p => p[1]);
        Report("  the request, until it is committed", p => p[2]);
        Report("  answer to the next item drawn: to the circuit and back", p => p[3]);
        var servers = Report("server's part, those three", p => p[1] + p[2] + p[3]);
        return server.Failures == 0 && Quantile.Of(servers, 0.95) <= GoalMilliseconds ? 0 : 1;

        List<double> Report(string what, Func<double[], double> part)
        {
            var values = measured.ConvertAll(p => part(p));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: p50 {Quantile.Of(values, 0.5):0.0} ms, p95 {Quantile.Of(values, 0.95):0.0} ms, max {Quantile.Of(values, 1):0.0} ms"));
            return values;
        }
    }

    private static async Task<double[]> SubmitAsync(IPage page)
    {
        await page.WaitForTimeoutAsync(ReadingMilliseconds);
        await page.Keyboard.PressAsync("4");
        await page.Locator("[data-save-state]", new PageLocatorOptions { HasTextRegex = Saved() }).WaitForAsync();
        await page.EvaluateAsync(Watch);
        await page.Keyboard.PressAsync("Control+Enter");
        return await page.EvaluateAsync<double[]>("() => window.swSubmission");
    }

    [GeneratedRegex(@"^Saved \d", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Saved();
}
