using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace SynthWorkbench.EndToEnd.Tests.Hosting;

/// <summary>Opens pages as a demo account.</summary>
internal static class DemoSignIn
{
    /// <summary>A page of a demo account, signed in through the sign-in page's button of its role, on the page at <paramref name="path"/>, live.</summary>
    public static async Task<IPage> OpenAsync(this BrowserSession session, string role, string path = "/", string theme = "light", int width = 1440)
    {
        session.RequireBrowser();
        var context = await session.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = session.Workbench.Address.ToString(),
            ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            AcceptDownloads = true,
            StorageState = await session.CookiesAsync(role),
        });
        var page = await context.NewPageAsync();
        await page.OpenAsync(path);
        return page;
    }

    /// <summary>Goes to a path and waits until the circuit has drawn it.</summary>
    public static async Task OpenAsync(this IPage page, string path)
    {
        await page.GotoAsync(path);
        await page.Locator("html[data-live=true]").WaitForAsync();
        await page.Locator("h1").First.WaitForAsync();
    }

    /// <summary>
    /// Waits until the page's address fits a pattern in which * stands for a part of the path and ** for any parts. Playwright's own wait can miss a change of address within a document
    /// that comes between its look at the address and its listening.
    /// </summary>
    public static Task ReachAsync(this IPage page, string pattern) =>
        page.ReachAsync(new Regex("^" + Regex.Escape(pattern).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal) + "$"));

    /// <summary>Waits until the page's address holds a match.</summary>
    public static Task ReachAsync(this IPage page, Regex address) => Assertions.Expect(page).ToHaveURLAsync(address, new() { Timeout = 30_000 });

    /// <summary>Waits until an expression holds in the page. Playwright's own wait evaluates text, which the content security policy forbids.</summary>
    public static async Task UntilAsync(this IPage page, string expression, int seconds = 60)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await HoldsAsync(page, expression))
        {
            if (deadline.IsCancellationRequested)
                throw new TimeoutException($"After {seconds} seconds still not: {expression}");
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static async Task<bool> HoldsAsync(IPage page, string expression)
    {
        try
        {
            return await page.EvaluateAsync<bool>(expression);
        }
        catch (PlaywrightException)
        {
            // The page is being loaded anew.
            return false;
        }
    }
}
