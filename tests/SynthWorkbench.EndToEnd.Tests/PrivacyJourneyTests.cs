using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests;

/// <summary>A data scientist asks for a guarantee, is told what cannot be given, and finds the claim with the run.</summary>
[Collection(Journeys.Name)]
public sealed class PrivacyJourneyTests(BrowserSession session)
{
    [Fact]
    public async Task A_private_fit_is_asked_for_refused_at_epsilon_zero_and_states_its_claim()
    {
        var page = await session.OpenAsync("Data scientist", "/recipes");
        page.SetDefaultTimeout(90_000);
        await page.ForkAsync("Loan", "Private applications");
        await page.GetByLabel("Engine").SelectOptionAsync("marginals");
        var epsilon = page.GetByLabel("Epsilon");
        await Assertions.Expect(epsilon).ToHaveValueAsync("1");
        await epsilon.FillAsync("0");
        await epsilon.BlurAsync();
        var save = page.GetByRole(AriaRole.Button, new() { Name = "Save as version 2" });
        await save.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("at 0 or below nothing of the reference may be learned");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeInViewportAsync();
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

    [Fact]
    public async Task A_budget_is_set_spent_in_the_studio_warned_of_and_raised()
    {
        // A recipe of its own, on the table that no other test learns privately.
        var page = await session.OpenAsync("Data scientist", "/recipes");
        page.SetDefaultTimeout(90_000);
        await page.ForkAsync("Cardiology", "Private visits");
        await page.GetByLabel("Engine").SelectOptionAsync("marginals");
        var budget = page.GetByRole(AriaRole.Region, new() { Name = "Privacy budget" });
        await Assertions.Expect(budget).ToContainTextAsync("Nothing is spent of epsilon 10");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as version 2" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Saved as version 2.")).ToBeVisibleAsync();
        await page.LookAsync("recipe-budget");
        string dataset = (await budget.GetByRole(AriaRole.Link).GetAttributeAsync("href"))!;

        // An approver sets a small budget; who spends it cannot.
        await page.OpenAsync("/" + dataset);
        await Assertions.Expect(page.GetByText("those who spend it do not")).ToBeVisibleAsync();
        var approver = await session.OpenAsync("Approver", "/" + dataset);
        approver.SetDefaultTimeout(90_000);
        await SetAsync(approver, "0", "Nobody may");
        await Assertions.Expect(approver.GetByRole(AriaRole.Alert)).ToContainTextAsync("allows no private fit");
        await SetAsync(approver, "2", "One study, approved in May");
        await Assertions.Expect(approver.GetByText("One study, approved in May")).ToBeVisibleAsync();

        // Moving switch and dial fits nothing; the button says what it spends, and does.
        await page.OpenAsync("/recipes");
        await page.Locator("tbody a[href*='recipes/']", new() { HasText = "Private visits" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Studio", Exact = true }).ClickAsync();
        await page.ReachAsync("**/studio*");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Fit with epsilon 1 \\(spends [0-9.]+ %, leaves [0-9.]+ % of the budget\\)$") }).ClickAsync();
        await SettledAsync(page);
        await Assertions.Expect(page.GetByText("1 fit has spent epsilon")).ToBeVisibleAsync();
        var dial = page.GetByRole(AriaRole.Slider, new() { Name = "Epsilon", Exact = true });
        await dial.FocusAsync();
        for (int i = 0; i < 2; i++)
            await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.GetByLabel("Epsilon, from 0.1 to 10")).ToHaveValueAsync("1.3");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Fit with epsilon 1.3 \\(spends") })).ToBeVisibleAsync();
        await page.LookAsync("studio-privacy");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Fit with epsilon 1.3 \\(spends") }).ClickAsync();
        await Assertions.Expect(page.GetByText("2 fits have spent epsilon")).ToBeVisibleAsync(new() { Timeout = 90_000 });
        await Assertions.Expect(page.GetByText("You see the model with epsilon 1.3 ")).ToBeVisibleAsync();

        // Back to the first model costs nothing, and a large epsilon is refused with a way out.
        await page.GetByLabel("Epsilon, from 0.1 to 10").FillAsync("1");
        await page.GetByLabel("Epsilon, from 0.1 to 10").BlurAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show with epsilon 1 (spends nothing)" }).ClickAsync();
        await Assertions.Expect(page.GetByText("You see the model with epsilon 1 ")).ToBeVisibleAsync(new() { Timeout = 90_000 });
        await page.GetByLabel("Epsilon, from 0.1 to 10").FillAsync("5");
        await page.GetByLabel("Epsilon, from 0.1 to 10").BlurAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Choose an epsilon of");
        await page.LookAsync("studio-privacy-refused");

        // The recipe warns before a run, and the run is refused; raised, it goes on and the report has the claim.
        await page.OpenAsync("/recipes");
        await page.Locator("tbody a[href*='recipes/']", new() { HasText = "Private visits" }).First.ClickAsync();
        await page.GetByLabel("Epsilon").FillAsync("5");
        await page.GetByLabel("Epsilon").BlurAsync();
        await Assertions.Expect(budget.GetByRole(AriaRole.Alert)).ToContainTextAsync("does not pay for a fit with epsilon 5");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Save as version") }).ClickAsync();
        await Assertions.Expect(page.GetByText("would be refused")).ToBeVisibleAsync();
        await page.LookAsync("recipe-budget-refused");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Run version") }).ClickAsync();
        await page.ReachAsync("**/generation/*-*");
        await Assertions.Expect(page.GetByText("The run failed.")).ToBeVisibleAsync(new() { Timeout = 90_000 });
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("raise the budget");
        await SetAsync(approver, "8", "A second study, approved in June");
        await Assertions.Expect(approver.GetByText("A second study, approved in June")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the fidelity report" }).ClickAsync();
        await Assertions.Expect(page.GetByText(new System.Text.RegularExpressions.Regex("charge 3 of the budget of .*; 3 charges so far are epsilon"))).ToBeVisibleAsync();
        await page.LookAsync("report-private");
        await approver.ReloadAsync();
        await approver.Locator("html[data-live=true]").WaitForAsync();
        await Assertions.Expect(approver.GetByRole(AriaRole.Region, new() { Name = "Charges" }).GetByRole(AriaRole.Row)).ToHaveCountAsync(4);
        await approver.PictureAsync("dataset-budget-light-1440");
        foreach (int width in new[] { 1440, 800 })
        {
            var dark = await session.OpenAsync("Approver", "/" + dataset, "dark", width);
            await Assertions.Expect(dark.GetByRole(AriaRole.Region, new() { Name = "Charges" })).ToBeVisibleAsync();
            await dark.PictureAsync($"dataset-budget-dark-{width}");
            await dark.Context.CloseAsync();
        }

        await approver.Context.CloseAsync();
        await page.Context.CloseAsync();
    }

    private static async Task SetAsync(IPage page, string epsilon, string reason)
    {
        await page.GetByLabel("Epsilon of all fits together").FillAsync(epsilon);
        await page.GetByLabel("Reason").FillAsync(reason);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the budget" }).ClickAsync();
    }

    private static Task SettledAsync(IPage page) => page.UntilAsync("document.querySelector('[data-effort]')?.dataset.effort === 'settled'", 240);
}
