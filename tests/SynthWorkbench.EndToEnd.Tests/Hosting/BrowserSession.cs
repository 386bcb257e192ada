using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace SynthWorkbench.EndToEnd.Tests.Hosting;

/// <summary>One workbench for the tests of a collection, and the demo accounts signed in to it.</summary>
public sealed class BrowserSession(Chromium chromium) : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _accounts = new(StringComparer.Ordinal);
    private WorkbenchProcess? _workbench;

    public WorkbenchProcess Workbench => _workbench ?? throw new InvalidOperationException("Call RequireBrowser first.");

    public IBrowser Browser => chromium.Browser;

    public async ValueTask InitializeAsync()
    {
        if (chromium.IsThere)
            _workbench = await WorkbenchProcess.StartAsync();
    }

    /// <summary>Skips the test where no browser can be had; on a build machine (CI=true) fails instead.</summary>
    public void RequireBrowser() => chromium.Require();

    /// <summary>The cookies of a demo account, which signs in once for all tests of the collection. What a browser keeps beside them is each test's own.</summary>
    public Task<string> CookiesAsync(string role) => _accounts.GetOrAdd(role, r => new Lazy<Task<string>>(() => SignInAsync(r))).Value;

    private async Task<string> SignInAsync(string role)
    {
        var context = await Browser.NewContextAsync(new() { BaseURL = Workbench.Address.ToString() });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/Account/Login");
        await page.Locator("form button", new() { HasText = role }).ClickAsync();
        await page.Locator("html[data-live=true]").WaitForAsync();
        var state = JsonNode.Parse(await context.StorageStateAsync())!;
        await context.CloseAsync();
        return new JsonObject { ["cookies"] = state["cookies"]!.DeepClone(), ["origins"] = new JsonArray() }.ToJsonString();
    }

    public async ValueTask DisposeAsync()
    {
        if (_workbench is not null)
            await _workbench.DisposeAsync();
    }
}
