using Microsoft.Playwright;

namespace SynthWorkbench.EndToEnd.Tests.Hosting;

/// <summary>One workbench and one Chromium for all end-to-end tests; each test opens its own context.</summary>
public sealed class BrowserSession : IAsyncLifetime
{
    private static readonly string[] Switches =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private static readonly string[] Candidates =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private WorkbenchProcess? _workbench;
    private string? _whyNot;

    public WorkbenchProcess Workbench => _workbench ?? throw new InvalidOperationException("Call RequireBrowser first.");

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("Call RequireBrowser first.");

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        string? installed = Candidates.FirstOrDefault(File.Exists);
        if (installed is null && Microsoft.Playwright.Program.Main(["install", "chromium"]) != 0)
        {
            _whyNot = "There is no Chromium on this machine and none could be installed. Install Chromium or Chrome to run the browser tests.";
            return;
        }

        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = installed, Args = Switches });
        _workbench = await WorkbenchProcess.StartAsync();
    }

    /// <summary>Skips the test where no browser can be had; on a build machine (CI=true) fails instead.</summary>
    public void RequireBrowser()
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
        if (_workbench is not null)
            await _workbench.DisposeAsync();
    }
}

/// <summary>End-to-end tests share one workbench and therefore run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<BrowserSession>
{
    public const string Name = "Browser";
}
