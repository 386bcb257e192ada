using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests;

/// <summary>A data scientist gives a label another share on the recipe's page: refused where it cannot be, kept, and met by the rows.</summary>
[Collection(BrowserTests.Name)]
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
}
