using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests;

/// <summary>A data scientist asks for a guarantee, is told what cannot be given, and finds the claim with the run.</summary>
[Collection(BrowserTests.Name)]
public sealed class PrivacyJourneyTests(BrowserSession session)
{
    [Fact]
    public async Task A_private_fit_is_asked_for_refused_at_epsilon_zero_and_states_its_claim()
    {
        var page = await session.OpenAsync("Data scientist", "/recipes");
        page.SetDefaultTimeout(90_000);
        await page.Locator("tbody a[href*='recipes/']", new() { HasText = "Loan" }).First.ClickAsync();
        await page.ReachAsync("**/recipes/*-*");
        string original = page.Url;

        // A recipe of its own: other tests run the demo's.
        await page.GetByRole(AriaRole.Button, new() { Name = "Fork", Exact = true }).ClickAsync();
        await page.ReachAsync(new System.Text.RegularExpressions.Regex($"/recipes/(?!{original.Split('/')[^1]})"));
        var name = page.GetByLabel("Name", new() { Exact = true });
        await Assertions.Expect(name).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("fork"));
        await name.FillAsync("Private applications");
        await name.BlurAsync();
        await page.GetByLabel("Engine").SelectOptionAsync("marginals");
        var epsilon = page.GetByLabel("Epsilon");
        await Assertions.Expect(epsilon).ToHaveValueAsync("1");
        await epsilon.FillAsync("0");
        await epsilon.BlurAsync();
        var save = page.GetByRole(AriaRole.Button, new() { Name = "Save as version 2" });
        await save.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("at 0 or below nothing of the reference may be learned");
        await epsilon.FillAsync("2.5");
        await epsilon.BlurAsync();
        await save.ClickAsync();
        await Assertions.Expect(page.GetByText("Saved as version 2.")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await page.Locator("html[data-live=true]").WaitForAsync();
        await Assertions.Expect(epsilon).ToHaveValueAsync("2.5");
        await page.LookAsync("recipe-private");

        await page.GetByRole(AriaRole.Button, new() { Name = "Run version 2" }).ClickAsync();
        await page.ReachAsync("**/generation/*-*");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the fidelity report" }).WaitForAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.List, new() { Name = "Log" })).ToContainTextAsync("Differential privacy with epsilon 2.5 and delta 1E-09 for tables that differ by one row added or removed; spent rho");
        await page.LookAsync("run-private");

        // Another engine gives no guarantee, and none is asked of it.
        await page.GoBackAsync();
        await page.GetByLabel("Engine").SelectOptionAsync("trees");
        await Assertions.Expect(page.GetByLabel("Epsilon")).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }
}
