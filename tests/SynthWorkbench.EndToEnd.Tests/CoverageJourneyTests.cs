using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests;

/// <summary>A data scientist gives a label another share on the recipe's page: refused where it cannot be, kept, and met by the rows.</summary>
[Collection(Journeys.Name)]
public sealed class CoverageJourneyTests(BrowserSession session)
{
    [Fact]
    public async Task A_label_gets_the_share_asked_for()
    {
        var page = await session.OpenAsync("Data scientist", "/recipes");
        page.SetDefaultTimeout(90_000);
        await page.ForkAsync("Loan", "Balanced applications");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Coverage" }).ClickAsync();
        await page.GetByLabel("Column", new() { Exact = true }).SelectOptionAsync("employment");
        await Assertions.Expect(page.GetByLabel("Column", new() { Exact = true })).ToHaveValueAsync("");
        var label = page.GetByLabel("Label 1 of employment", new() { Exact = true });
        await label.FillAsync("unemployed");
        await label.BlurAsync();
        var share = page.GetByLabel("Share of unemployed in percent");
        await share.FillAsync("150");
        await share.BlurAsync();
        var save = page.GetByRole(AriaRole.Button, new() { Name = "Save as version 2" });
        await save.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("above 0 and below 1");
        await share.FillAsync("40");
        await share.BlurAsync();
        await Assertions.Expect(page.GetByText("All other labels and rows without one: 60 %.")).ToBeVisibleAsync();
        await page.LookAsync("recipe-coverage");
        await save.ClickAsync();
        await Assertions.Expect(page.GetByText("Saved as version 2.")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await page.Locator("html[data-live=true]").WaitForAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Coverage" }).ClickAsync();
        await Assertions.Expect(share).ToHaveValueAsync("40");

        await page.GetByRole(AriaRole.Button, new() { Name = "Run version 2" }).ClickAsync();
        await page.ReachAsync("**/generation/*-*");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "CSV", Exact = true }).ClickAsync());
        string[] lines = await File.ReadAllLinesAsync(await download.PathAsync());
        string[] names = lines[0].Split(',');
        int employment = Array.IndexOf(names, "employment");
        Assert.Equal("_weight", names[^1]);
        Assert.InRange(lines.Skip(1).Count(l => l.Split(',')[employment] == "unemployed") / (double)(lines.Length - 1), 0.385, 0.415);
        await page.Context.CloseAsync();
    }

    /// <summary>The report lists what a thinned recipe leaves empty; one click asks for rows of it, and the next run has them.</summary>
    [Fact]
    public async Task An_empty_combination_of_the_report_becomes_a_condition_and_is_reached()
    {
        var page = await session.OpenAsync("Data scientist", "/recipes");
        page.SetDefaultTimeout(120_000);
        await page.ForkAsync("Loan", "Combined applications");
        await page.OpenAsync($"{new Uri(page.Url).AbsolutePath}?boost={Uri.EscapeDataString("0.02:employment = 'unemployed'")}");
        await Assertions.Expect(page.GetByText("Taken over from the report.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("Factor of employment = 'unemployed'")).ToHaveValueAsync("0.02");
        await SaveAndRunAsync(page, 2);
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the fidelity report" }).ClickAsync();
        await page.ReachAsync("**/fidelity/*-*");
        var empty = page.GetByRole(AriaRole.Region, new() { Name = "Empty combinations" });
        var row = empty.GetByRole(AriaRole.Row).Filter(new() { HasText = "employment = unemployed" }).First;
        await Assertions.Expect(row).ToContainTextAsync("beyond chance");
        string cell = (await row.GetByRole(AriaRole.Rowheader).TextContentAsync())!;
        await page.LookAsync("report-combinations");

        await row.GetByRole(AriaRole.Link, new() { Name = "Ask for" }).ClickAsync();
        await page.ReachAsync("**/recipes/*-*");
        await Assertions.Expect(page.Locator("input[aria-label^='Rows of']")).ToBeVisibleAsync();
        await page.LookAsync("recipe-asked");
        await SaveAndRunAsync(page, 3);
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the fidelity report" }).ClickAsync();
        await page.ReachAsync("**/fidelity/*-*");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Coverage of combinations" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = cell, Exact = true })).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    private static async Task SaveAndRunAsync(IPage page, int version)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = $"Save as version {version}" }).ClickAsync();
        await Assertions.Expect(page.GetByText($"Saved as version {version}.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Run version {version}" }).ClickAsync();
        await page.ReachAsync("**/generation/*-*");
    }
}
