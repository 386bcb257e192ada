using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests.Shell;

/// <summary>What roles do not allow is said as that, not as a failure of the page.</summary>
[Collection(PageTests.Name)]
public sealed class RefusalTests(BrowserSession session)
{
    [Fact]
    public async Task Who_may_not_run_a_recipe_is_told_why()
    {
        var page = await session.OpenAsync("Auditor", "/recipes");
        await page.Locator("tbody a[href*='recipes/']", new() { HasText = "Cardiology" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Run version") }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This is not open to you.");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Ask an owner of the workspace.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to the page" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Run version") })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }
}
