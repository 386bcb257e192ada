using System.Globalization;
using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests;

/// <summary>From a paper's printed figures to a table: a mistake is told with its line, a correlation that cannot be is refused, and the rows are as published.</summary>
[Collection(Journeys.Name)]
public sealed class StatisticsJourneyTests(BrowserSession session)
{
    [Fact]
    public async Task Published_statistics_become_a_recipe_and_a_table()
    {
        var page = await session.OpenAsync("Data scientist", "/recipes/new");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Published cohort");
        var statistics = page.GetByLabel("Statistics");
        var draft = page.GetByRole(AriaRole.Button, new() { Name = "Draft the recipe" });
        await statistics.FillAsync("rows 3,000\nage: 54.2 ± 12.1, min 18, max 95\nsex: F 52 %, M 30 %");
        await draft.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("line 3, sex: The shares add up to 82 %");
        await page.LookAsync("recipe-new");
        await statistics.FillAsync("rows 3,000\nage: 54.2 ± 12.1, min 18, max 95\nsex: F 52 %, M 48 %\nstay: mean 6.1, sd 5.2, min 0\ncorrelation age, stay: 0.35");
        await draft.ClickAsync();

        // Everything can be changed; what cannot be is told before it is saved.
        await page.GetByRole(AriaRole.Tab, new() { Name = "Columns" }).ClickAsync();
        var correlation = page.GetByLabel("Correlation of age and stay", new() { Exact = true });
        await Assertions.Expect(correlation).ToHaveValueAsync("0.35");
        await page.LookAsync("recipe-correlations");
        await correlation.FillAsync("0.99");
        await correlation.BlurAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the recipe" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("'age' and 'stay' cannot correlate by 0.99");
        await correlation.FillAsync("0.5");
        await correlation.BlurAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the recipe" }).ClickAsync();
        await page.ReachAsync("**/recipes/*-*");
        await page.ReloadAsync();
        await page.Locator("html[data-live=true]").WaitForAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Columns" }).ClickAsync();
        await Assertions.Expect(correlation).ToHaveValueAsync("0.5");

        await page.GetByRole(AriaRole.Button, new() { Name = "Run version 1" }).ClickAsync();
        await page.ReachAsync("**/generation/*-*");
        var link = page.GetByRole(AriaRole.Link, new() { Name = "CSV" });
        await link.WaitForAsync(new() { Timeout = 60_000 });
        await page.LookAsync("run-statistics");
        var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        string[] lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Equal("age,sex,stay", lines[0]);
        Assert.Equal(3001, lines.Length);
        var rows = lines.Skip(1).Select(l => l.Split(',')).ToList();
        Assert.InRange(rows.Count(r => r[1] == "F"), 1450, 1670);
        double[] age = [.. rows.Select(r => double.Parse(r[0], CultureInfo.InvariantCulture))], stay = [.. rows.Select(r => double.Parse(r[2], CultureInfo.InvariantCulture))];
        double a = age.Average(), s = stay.Average();
        double found = age.Zip(stay, (x, y) => (x - a) * (y - s)).Sum() / Math.Sqrt(age.Sum(x => (x - a) * (x - a)) * stay.Sum(y => (y - s) * (y - s)));
        Assert.InRange(found, 0.4, 0.6);
        await page.Context.CloseAsync();
    }
}
