using System.Globalization;
using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests;

/// <summary>The realism setting on the recipe page, runs at three positions, and what their reports say.</summary>
[Collection(Journeys.Name)]
public sealed class RealismJourneyTests(BrowserSession session)
{
    [Fact]
    public async Task Three_positions_give_three_reports_that_differ_as_the_page_says()
    {
        var page = await session.OpenAsync("Data scientist", "/recipes");
        page.SetDefaultTimeout(90_000);
        await page.Locator("tbody a[href*='recipes/']", new() { HasText = "Loan" }).First.ClickAsync();
        await page.GetByLabel("Realism from 0 to 1").WaitForAsync();
        string recipe = page.Url;
        var detected = new List<double>();
        foreach (var (position, sentence) in new[] { ("0.1", "drawn alone"), ("0.6", "at least"), ("1", "at least 20 similar rows") })
        {
            await page.GotoAsync(recipe);
            await page.Locator("html[data-live=true]").WaitForAsync();
            await page.GetByLabel("Realism from 0 to 1").FillAsync(position);
            await page.GetByLabel("Realism from 0 to 1").BlurAsync();
            await Assertions.Expect(page.Locator("#realism-means")).ToContainTextAsync(sentence);
            var save = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Save as version") });
            await Assertions.Expect(save).ToBeEnabledAsync();
            string version = (await save.InnerTextAsync())["Save as version ".Length..];
            await save.ClickAsync();
            var run = page.GetByRole(AriaRole.Button, new() { Name = $"Run version {version}", Exact = true });
            await Assertions.Expect(run).ToBeEnabledAsync();
            recipe = page.Url;
            await page.PictureAsync($"realism-{position}");
            await run.ClickAsync();
            await page.ReachAsync("**/generation/*-*");
            await page.GetByRole(AriaRole.Link, new() { Name = "Open the fidelity report" }).ClickAsync();
            await page.ReachAsync("**/fidelity/*");
            var row = page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = "Detection", Exact = true }) });
            detected.Add(double.Parse(await row.GetByRole(AriaRole.Cell).First.InnerTextAsync(), CultureInfo.InvariantCulture));
            foreach (string question in new[] { "Is it real?", "Is it safe?", "Is it useful?", "Does it cover?" })
                await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = question, Exact = true })).ToBeVisibleAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Which rows are least likely?" })).ToBeVisibleAsync();
        }

        Assert.True(detected[0] > detected[1] && detected[1] > detected[2] - 0.03, string.Join(", ", detected));
        foreach (string theme in new[] { "light", "dark" })
        {
            foreach (int width in new[] { 1440, 800 })
            {
                await page.SetViewportSizeAsync(width, 900);
                await page.EvaluateAsync($"document.documentElement.dataset.theme = '{theme}'");
                await page.UntilAsync("document.documentElement.scrollWidth <= innerWidth");
                await page.PictureAsync($"realism-report-{theme}-{width}");
            }
        }

        await page.GotoAsync(recipe);
        await page.Locator("html[data-live=true]").WaitForAsync();
        foreach (string theme in new[] { "light", "dark" })
        {
            foreach (int width in new[] { 1440, 800 })
            {
                await page.SetViewportSizeAsync(width, 900);
                await page.EvaluateAsync($"document.documentElement.dataset.theme = '{theme}'");
                await page.UntilAsync("document.documentElement.scrollWidth <= innerWidth");
                await page.PictureAsync($"realism-recipe-{theme}-{width}");
            }
        }

        await page.Context.CloseAsync();
    }
}
