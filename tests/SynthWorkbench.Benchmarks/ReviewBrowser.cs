using Microsoft.Playwright;

namespace SynthWorkbench.Benchmarks;

/// <summary>A real Chromium in which reviewers work.</summary>
internal static class ReviewBrowser
{
    private static readonly string[] Candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string[] Switches = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright, params string[] more) =>
        playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Array.Find(Candidates, File.Exists), Args = [.. Switches, .. more] });

    public static async Task SignInAsync(IPage page, string email)
    {
        await page.GotoAsync("/Account/Login");
        await page.Locator("#email").FillAsync(email);
        await page.Locator("#password").FillAsync(ReviewWorkspace.Password);
        await page.Locator("form button[type=submit]").First.ClickAsync();
        await page.Locator("html[data-live=true]").WaitForAsync();
    }
}
