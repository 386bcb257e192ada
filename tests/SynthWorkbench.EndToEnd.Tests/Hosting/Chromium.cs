using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(SynthWorkbench.EndToEnd.Tests.Hosting.Chromium))]

namespace SynthWorkbench.EndToEnd.Tests.Hosting;

/// <summary>One Chromium for all end-to-end tests; each test opens its own context.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>
    /// What Chromium is to leave out. First Playwright's own list, which a switch given here replaces. Then the address bar's pages: a headless window draws them too, in a renderer of its own for every context,
    /// which costs more than the workbench's pages do.
    /// </summary>
    private static readonly string[] LeftOut =
    [
        "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "DialMediaRouteProvider", "GlobalMediaControls", "HttpsUpgrades", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
        "BlockOriginHeaderModificationOnRedirect", "AvoidCorsURLLoaderRestartOnRedirect", "Translate", "AutoDeElevate", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled",
        "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
    ];

    private static readonly string[] Switches =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-features=" + string.Join(',', LeftOut),
    ];

    private static readonly string[] Candidates =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _whyNot;

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("Call Require first.");

    public bool IsThere => _browser is not null;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        string? installed = Candidates.FirstOrDefault(File.Exists);
        if (installed is null && Microsoft.Playwright.Program.Main(["install", "chromium"]) != 0)
        {
            _whyNot = "There is no Chromium on this machine and none could be installed. Install Chromium or Chrome to run the browser tests.";
            return;
        }

        // Three tests run at a time, each with a server that computes: five seconds, the usual time for an answer, are few.
        Assertions.SetDefaultExpectTimeout(20_000);
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = installed, Args = Switches });
    }

    /// <summary>Skips the test where no browser can be had; on a build machine (CI=true) fails instead.</summary>
    public void Require()
    {
        if (_whyNot is null)
            return;
        Assert.False(string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase), _whyNot);
        Assert.Skip(_whyNot);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
